// Filter forms send themselves when something in them changes: at once where htmx swaps a part of the page, and when
// the menu closes where the whole page is loaded anew.
const PAUSE = 300;
const timers = new WeakMap();

function send(form, after = 0) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => form.isConnected && form.requestSubmit(), after));
}

function swaps(form) {
  return form.hasAttribute("hx-get");
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosubmit]")) return;
  const menu = event.target.closest("details.menu");
  if (menu && !swaps(form)) menu.dataset.changed = "";
  else send(form);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosubmit]") || !swaps(form)) return;
  if (event.target.matches("input[type='search'], input[type='text'], input:not([type])")) send(form, PAUSE);
});

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("details.menu[data-changed]") || menu.open) return;
    const form = menu.closest("form[data-autosubmit]");
    if (form) send(form);
  },
  true,
);
