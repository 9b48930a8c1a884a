// The dialog of a page: what is swapped into it opens it, an empty answer closes it. Buttons close it by `command`, and
// Escape or a press beside it by `closedby`.
import { around, focusAround, focusLast } from "./focus.js";

const FIELD = ".dialog-body :is(input:not([type='hidden']), select, textarea)";
const dialog = document.getElementById("dialog");
const inside = document.getElementById("dialog-inside");

// The first field of a short form takes the focus; otherwise the dialog itself, so that no button looks chosen.
new MutationObserver(() => {
  if (!inside.childElementCount) return dialog.close();
  const heading = inside.querySelector("[data-dialog-label], h1, h2");
  dialog.setAttribute("aria-label", (heading?.dataset.dialogLabel ?? heading?.textContent ?? "").trim());
  const isNew = !dialog.open;
  if (isNew) dialog.showModal();
  if (isNew || !dialog.contains(document.activeElement)) {
    focusLast(dialog.querySelector("[autofocus]") ?? dialog.querySelector(FIELD) ?? dialog);
  }
}).observe(inside, { childList: true });
dialog.addEventListener("close", () => inside.replaceChildren());
// An answer says what goes on with the focus, if what had it is gone.
document.addEventListener("boards:focus", ({ target }) => target.focus?.());

// Nor is a row there that was deleted, or a form that is folded up again: who pressed goes on beside it.
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const focused = document.activeElement;
  if (focused.closest("task-view, .panel") && ctx.sourceElement.contains(focused)) ctx.around = around(focused);
});
document.addEventListener("htmx:finally:swap", ({ detail: { ctx } }) => ctx.around && focusAround(ctx.around));
