// A list of tasks: a press anywhere in a row opens its task, as one on its title does.
document.addEventListener("click", (event) => {
  const row = event.target.closest(".task-table tbody tr");
  if (!row || event.target.closest("a, button, input, cell-editor") || String(getSelection())) return;
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey) row.querySelector(".row-title").click();
});
