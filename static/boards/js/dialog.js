// Native dialogs. `data-dialog="ID"` on a button opens one, `data-close` inside closes it; Escape or a press beside it
// does so by `closedby`.
// What is swapped into #dialog-inside opens it; an empty answer closes it. Before a person's closing the dialog sends
// `boards:dialog-before-close`, which a form with unsaved text may prevent.
import { focusLast } from "./focus.js";

const shared = document.getElementById("dialog");
const inside = document.getElementById("dialog-inside");

function mayClose(dialog) {
  return dialog.dispatchEvent(new CustomEvent("boards:dialog-before-close", { bubbles: true, cancelable: true }));
}

function name(dialog) {
  if (dialog.hasAttribute("aria-labelledby")) return;
  const heading = dialog.querySelector("[data-dialog-label], h1, h2");
  const label = heading?.dataset.dialogLabel ?? heading?.textContent ?? "";
  dialog.setAttribute("aria-label", label.trim());
}

// The first field of a short form takes the focus; otherwise the dialog itself, so that no button looks chosen.
function open(dialog) {
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("boards:dialog-opened", { bubbles: true }));
  focusFirst(dialog);
}

function focusFirst(dialog) {
  const field = ".dialog-body :is(input:not([type='hidden']), select, textarea)";
  focusLast(dialog.querySelector("[autofocus]") ?? dialog.querySelector(field) ?? dialog);
}

function follow() {
  const filled = inside.childElementCount > 0;
  if (filled) name(shared);
  if (filled && !shared.open) open(shared);
  else if (filled && !shared.contains(document.activeElement)) focusFirst(shared);
  if (!filled && shared.open) shared.close();
}

if (shared) {
  new MutationObserver(follow).observe(inside, { childList: true });
  shared.addEventListener("close", () => inside.replaceChildren());
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog && !dialog.open) open(dialog);
    return;
  }
  const closer = event.target.closest("[data-close]");
  const dialog = closer?.closest("dialog");
  if (dialog) {
    event.preventDefault();
    if (mayClose(dialog)) dialog.close();
  }
});

document.addEventListener(
  "cancel",
  (event) => {
    if (event.target.matches?.("dialog.dialog") && !mayClose(event.target)) event.preventDefault();
  },
  true,
);
