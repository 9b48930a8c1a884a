// Menus are popovers: opening, closing and their place are the browser's. This lets the arrow keys walk through them,
// closes one that is left with the Tab key, and one whose item was chosen.
const ITEMS = ":is(a[href], button, input):not(:disabled, [type='hidden'])";
const TEXT = "input:not([type='checkbox'], [type='radio'], [data-find]), select, textarea";

function walk(list, step) {
  const items = [...list.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());
  const at = items.indexOf(document.activeElement);
  items.at((at < 0 && step < 0 ? -1 : at + step) % items.length)?.focus();
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu");
  const list = menu?.querySelector(":scope > .menu-list:popover-open");
  if (!list) return;
  if (event.key === "Tab") {
    requestAnimationFrame(() => menu.contains(document.activeElement) || list.hidePopover());
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.target.matches(TEXT)) {
    event.preventDefault();
    event.stopPropagation();
    walk(list, event.key === "ArrowDown" ? 1 : -1);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".menu-item")) event.target.closest(".menu-list:popover-open")?.hidePopover();
});
