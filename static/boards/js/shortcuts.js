// One key, one wish. A key first goes out as `boards:shortcut` {key, card} (the board listens); if nobody prevents it,
// the last element with `data-shortcut="KEY"` in the open dialog or the page is pressed, or focused if it is a field.
// Never while typing, never with Ctrl, Alt or Meta; `data-shortcuts="off"` in the page switches all off.
const PRESSED = "[type='checkbox'], [type='radio'], [type='button'], [type='submit']";
const TYPING = `input:not(${PRESSED}), textarea, select, [contenteditable]`;

function find(key) {
  const place = document.querySelector("dialog:modal") ?? document;
  const found = [...place.querySelectorAll(`[data-shortcut="${CSS.escape(key)}"]`)];
  return found.filter((element) => element.checkVisibility() || element.closest(".menu-list")).at(-1);
}

function press(element) {
  if (!element.matches(TYPING)) return element.click();
  element.focus();
  element.select?.();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector("[data-shortcuts='off']") || event.target.closest?.(TYPING)) return;
  const key = event.shiftKey && /^\p{L}$/u.test(event.key) ? `Shift+${event.key.toUpperCase()}` : event.key;
  const card = event.target.closest?.(".card") ?? null;
  const wish = new CustomEvent("boards:shortcut", { detail: { key, card }, cancelable: true });
  const isTaken = !document.dispatchEvent(wish);
  const element = isTaken ? null : find(key);
  if (isTaken || element) event.preventDefault();
  if (element) press(element);
});
