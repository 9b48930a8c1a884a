// Menus are <details class="menu">. This closes them on Escape, on a click elsewhere and when another one opens,
// keeps them inside the window, and lets the arrow keys walk through them.
const OPEN = "details.menu[open]";
const ITEMS = ":scope > .menu-list :is(a[href], button, input):not(:disabled, [type='hidden'])";

function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) menu.querySelector("summary").focus();
}

function keepInside(menu) {
  const list = menu.querySelector(":scope > .menu-list");
  menu.classList.remove("menu-flip");
  if (list && list.getBoundingClientRect().right > innerWidth - 4) menu.classList.add("menu-flip");
}

function walk(menu, step) {
  const items = [...menu.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());
  const at = items.indexOf(document.activeElement);
  items.at((at < 0 && step < 0 ? -1 : at + step) % items.length)?.focus();
}

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.(OPEN)) return;
    keepInside(menu);
    document.querySelectorAll(OPEN).forEach((other) => other.contains(menu) || close(other));
  },
  true,
);

document.addEventListener("click", (event) => {
  document.querySelectorAll(OPEN).forEach((menu) => {
    const inside = event.target.closest(".menu-list");
    const chosen = event.target.closest(".menu-item");
    if (!menu.contains(event.target) || (chosen && menu.contains(chosen) && inside)) close(menu);
  });
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(OPEN);
  if (!menu) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(menu, { focus: true });
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target.matches("input:not([type='checkbox'], [type='radio']), select, textarea")) return;
    event.preventDefault();
    walk(menu, event.key === "ArrowDown" ? 1 : -1);
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.(OPEN);
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});
