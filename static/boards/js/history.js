// The address bar and Back, where htmx brings another view of this page (a filter, an order): Back loads the page of
// the address it leads to. Nothing is loaded where that view is shown already, under a dialog or at another heading.
const { pathname } = location;
let shown = pathname + location.search;
export function pageAddress() {
  return shown;
}

// What lies over the page has an address of another path.
const isOurs = (path) => path.split("?")[0] === pathname;

document.addEventListener("htmx:after:history:update", ({ detail: { history: { path } } }) => {
  if (isOurs(path)) shown = path;
});

document.addEventListener("htmx:before:history:restore", (event) => {
  const { path } = event.detail;
  if (path === shown) event.preventDefault();
  else if (isOurs(path)) event.stopImmediatePropagation();
});

// htmx goes back by the navigation API where there is one (not in Firefox), and then the browser takes the focus away,
// as from a page that is left.
if (!/firefox/i.test(navigator.userAgent)) {
  window.navigation?.addEventListener("navigate", (event) => {
    if (event.navigationType === "traverse" && event.canIntercept) event.intercept({ focusReset: "manual" });
  });
}

// What was left empty does not stand in the address of a filter.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.replace) [...ctx.request.body].forEach(([name, value]) => value === "" && ctx.request.body.delete(name));
});

// A day whose year is still being typed is told as changed with each digit; it waits for the last one.
document.addEventListener("htmx:config:request", (event) => {
  const { type, target } = event.detail.ctx.sourceEvent ?? {};
  if (type === "change" && target.matches("#history-filter input:invalid")) event.preventDefault();
});

// Meanwhile a task may have been opened: then the address is its own.
document.addEventListener("htmx:before:swap", (event) => {
  const { replace, request } = event.detail.ctx;
  if (replace && !isOurs(location.pathname) && isOurs(request.action)) event.preventDefault();
});
