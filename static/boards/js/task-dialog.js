// A task, or a small form about one, in the dialog over the board. A task has its own address: Back closes it.
import { focusLast } from "./focus.js";
import { ask, change, explain, inTurn, lay } from "./send.js";

const dialog = document.getElementById("dialog");
const inside = document.getElementById("dialog-inside");

export async function openDialog(address, { push = false, focus = null } = {}) {
  const answer = await ask(address, { method: "GET" });
  if (!answer.ok) return explain(answer);
  await fill(answer.text);
  if (push) history.pushState({ task: address }, "", address);
  if (focus) requestAnimationFrame(() => reach(dialog.querySelector(`[name="${focus}"]`)));
}

// A fact that is chosen opens its list, a field takes the focus.
function reach(field) {
  const button = field?.closest("chip-picker")?.querySelector("button");
  if (!button) return focusLast(field);
  button.focus();
  button.click();
}

// The same task again is only changed where it differs, so that the focus and what is being typed stay.
async function fill(text) {
  const view = document.querySelector("task-view");
  const same = view && text.includes(`<task-view class="task" id="task" data-task="${view.dataset.task}"`);
  if (!same) return lay(text, inside, "innerHTML");
  await lay(text, view, "outerMorph");
  document.getElementById("task").restore();
}

// Shows the task as it is now, in the open dialog or on its page, unless it has been closed before the answer came.
export async function showAnew(card) {
  const shown = () => card && document.querySelector("task-view")?.dataset.task === String(card.id);
  if (!shown()) return;
  const answer = await ask(`/tasks/${card.id}/`, { method: "GET" });
  if (answer.ok && shown()) await fill(answer.text);
}

async function act(form) {
  const closes = form.dataset.cardAction === "close";
  const answer = await inTurn(() => change(form.action, new URLSearchParams(new FormData(form))));
  if (!answer.ok) return;
  if (closes) dialog.close();
  else showAnew(answer.card);
}

dialog.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-card-action]")) return;
  event.preventDefault();
  act(event.target);
});

dialog.addEventListener("click", (event) => {
  const link = event.target.closest("a[href$='/move/']");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openDialog(new URL(link.href).pathname);
});

// Enter on the list of columns moves the card; Space and the arrows choose.
dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-card-action] select")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

dialog.addEventListener("close", () => {
  const card = history.state?.task && document.querySelector(`.card-title[href="${history.state.task}"]`);
  if (history.state?.task) history.back();
  card?.focus();
});

addEventListener("popstate", (event) => {
  if (event.state?.task) openDialog(event.state.task);
  else if (dialog.open) dialog.close();
});
