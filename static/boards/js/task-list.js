// A list of tasks: a row opens its task in the dialog. It is asked for anew when the dialog closes, and when a toast
// about its task has gone, whose Undo may have been pressed.
import { openDialog } from "./task-dialog.js";

const dialog = document.getElementById("dialog");
// The row that was pressed or entered last.
let opened = null;

document.addEventListener("focusin", (event) => (opened = event.target.closest(".task-table tr")?.id ?? opened));

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const row = event.target.closest(".task-table tbody tr");
  const control = event.target.closest("a, button, input, cell-editor");
  const link = row?.querySelector("a.row-title");
  if (!link || (control && control !== link) || String(getSelection())) return;
  event.preventDefault();
  opened = row.id;
  openDialog(new URL(link.href).pathname, { push: true });
});

function renew(id) {
  document.getElementById(id)?.dispatchEvent(new Event("renew"));
}

dialog.addEventListener("close", () => {
  document.getElementById(opened)?.querySelector("a.row-title")?.focus();
  renew(opened);
});

new MutationObserver((changes) => {
  const gone = changes.flatMap((change) => [...change.removedNodes]);
  gone.forEach((toast) => toast.dataset?.about && renew(`row-${toast.dataset.about}`));
}).observe(document.getElementById("toasts"), { childList: true });
