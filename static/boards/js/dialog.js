// Native dialogs: buttons open and close them by `command`, Escape or a press beside them by `closedby`. What is
// swapped into #dialog-inside opens #dialog; an empty answer closes it. Before a person's closing a dialog sends
// `boards:dialog-before-close`, which a form with unsaved text may prevent; once open it sends `boards:dialog-opened`.
import { focusLast } from "./focus.js";

const FIELD = ".dialog-body :is(input:not([type='hidden']), select, textarea)";
const shared = document.getElementById("dialog");
const inside = document.getElementById("dialog-inside");

function send(dialog, name) {
  return dialog.dispatchEvent(new CustomEvent(`boards:dialog-${name}`, { bubbles: true, cancelable: true }));
}

// The first field of a short form takes the focus; otherwise the dialog itself, so that no button looks chosen.
function follow() {
  if (!inside.childElementCount) return shared.close();
  const heading = inside.querySelector("[data-dialog-label], h1, h2");
  shared.setAttribute("aria-label", (heading?.dataset.dialogLabel ?? heading?.textContent ?? "").trim());
  const isNew = !shared.open;
  if (isNew) shared.showModal();
  if (isNew || !shared.contains(document.activeElement)) {
    focusLast(shared.querySelector("[autofocus]") ?? shared.querySelector(FIELD) ?? shared);
  }
}

new MutationObserver(follow).observe(inside, { childList: true });
shared.addEventListener("close", () => inside.replaceChildren());

function listen(kind, told) {
  document.addEventListener(kind, (event) => event.target.matches?.("dialog.dialog") && told(event), true);
}

listen("toggle", (event) => event.newState === "open" && send(event.target, "opened"));
listen("cancel", (event) => send(event.target, "before-close") || event.preventDefault());
