// One key, one wish. A key first goes out as `boards:shortcut` {key, card} (the board listens); if nobody prevents it,
// the nearest element with `data-shortcut="KEY"` is pressed, or focused if it is a field: nearest is the focused card,
// then the open dialog, then the page. Never while typing, never with Ctrl, Alt or Meta; `data-shortcuts="off"` in
// the page switches all off.
const PRESSED = "[type='checkbox'], [type='radio'], [type='button'], [type='submit']";
const TYPING = `input:not(${PRESSED}), textarea, select, [contenteditable]`;

function named(event) {
  if (event.key === " ") return "Space";
  if (event.shiftKey && /^\p{L}$/u.test(event.key)) return `Shift+${event.key.toUpperCase()}`;
  return event.key;
}

function seen(element) {
  return element.checkVisibility() || element.closest(".menu-list, .card");
}

function find(key, card) {
  const modal = document.querySelector("dialog:modal");
  const places = modal ? [modal] : [card, document].filter(Boolean);
  for (const place of places) {
    const found = [...place.querySelectorAll(`[data-shortcut="${CSS.escape(key)}"]`)].filter(seen);
    const mine = place === document ? found.filter((element) => !element.closest(".card")) : found;
    if (mine.length) return mine.at(-1);
  }
  return null;
}

function press(element) {
  if (!element.matches(TYPING)) return element.click();
  element.focus();
  element.select?.();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector("[data-shortcuts='off']") || event.target.closest?.(TYPING)) return;
  const key = named(event);
  const card = event.target.closest?.(".card") ?? null;
  const wish = new CustomEvent("boards:shortcut", { detail: { key, card, event }, bubbles: true, cancelable: true });
  if (!(card ?? document).dispatchEvent(wish)) {
    event.preventDefault();
    return;
  }
  const element = key.length === 1 || key.startsWith("Shift+") ? find(key, card) : null;
  if (!element) return;
  event.preventDefault();
  press(element);
});
