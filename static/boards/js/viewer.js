// A file that is looked at, over the page it belongs to. It has an address of its own: Back closes it, as its button and
// Escape do. The arrow keys lead to the files beside it, here and on its own page.
const FILE = /^\/attachments\/\d+\/view\/$/;
const viewer = document.getElementById("viewer");
const inside = document.getElementById("viewer-inside");
const home = location.pathname;
// The address that is shown, and the one that the file lies over.
let here = home;
let under = home;

const isOver = (path) => FILE.test(path) && !FILE.test(home);

new MutationObserver(() => {
  if (!inside.childElementCount) return;
  const isNew = !viewer.open;
  if (isNew) viewer.showModal();
  if (isNew || !viewer.contains(document.activeElement)) viewer.focus();
}).observe(inside, { childList: true });

viewer.addEventListener("close", () => {
  inside.replaceChildren();
  if (isOver(location.pathname)) history.back();
});

document.addEventListener("htmx:after:history:update", () => {
  if (isOver(location.pathname) && !isOver(here)) under = here;
  here = location.pathname;
});

// What lay under the file is there still.
document.addEventListener("htmx:before:history:restore", (event) => {
  const from = here;
  here = location.pathname;
  if (isOver(here)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    htmx.ajax("GET", here, { source: viewer, target: inside, swap: "innerHTML" });
  } else if (isOver(from)) {
    viewer.close();
    if (here !== under) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
});

document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!rel || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = document.querySelector(`.viewer [rel="${rel}"]`);
  // What has just been laid may not be known to htmx yet, and would be followed away from the page.
  if (link && viewer.open) htmx.trigger(link, "click");
  else link?.click();
});
