// A task, or a small form about one, in the dialog over the board. A task has its own address: Back closes it.
import { ask, change, explain, inTurn, lay } from "./send.js";

const dialog = document.getElementById("dialog");

export async function openDialog(address, { push = false, focus = null } = {}) {
  const answer = await ask(address, { method: "GET" });
  if (!answer.ok) return explain(answer);
  await lay(answer.text, dialog, "innerHTML");
  if (push) history.pushState({ task: address }, "", address);
  if (focus) requestAnimationFrame(() => dialog.querySelector(`[name="${focus}"]`)?.focus());
}

export async function act(form) {
  const closes = form.dataset.cardAction === "close";
  const answer = await inTurn("act", () => change(form.action, new URLSearchParams(new FormData(form))));
  if (!answer.ok) return;
  if (closes) dialog.close();
  else if (dialog.open && dialog.querySelector("task-view")) openDialog(`/tasks/${answer.card.id}/`);
}

dialog.addEventListener("click", (event) => {
  const link = event.target.closest("a[href$='/move/']");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openDialog(new URL(link.href).pathname);
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
