// A list of tasks: a row opens its task in the dialog, and is asked for anew when the dialog closes.
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

// Rows that a filter has brought come past htmx.
document.addEventListener("boards:filtered", () => htmx.process(document.getElementById("main")));

dialog.addEventListener("close", () => {
  const row = document.getElementById(opened);
  row?.querySelector("a.row-title").focus();
  row?.dispatchEvent(new Event("renew"));
});
