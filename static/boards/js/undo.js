// Taking back what one has just done: by the button of a toast or beside “Saved”, and by `z`, which goes one change further
// back with each press, as far as this page remembers.
import { change, inTurn, undoable } from "./send.js";
import { showAnew } from "./task-dialog.js";

const FORMS = "#toasts form, .saved-undo";

function idOf(form) {
  return Number(new URL(form.action).pathname.match(/\d+/)[0]);
}

async function undo(id, body) {
  if (undoable.includes(id)) undoable.splice(undoable.indexOf(id), 1);
  const toast = document.querySelector(`.toast form[action$="/activity/${id}/undo/"]`)?.closest(".toast");
  const focused = toast?.contains(document.activeElement);
  toast?.setAttribute("hidden", "");
  const answer = await inTurn(() => change(`/activity/${id}/undo/`, body));
  if (answer.ok || (answer.status >= 400 && answer.status < 500)) toast?.remove();
  else {
    undoable.push(id);
    toast?.removeAttribute("hidden");
  }
  if (focused) document.querySelector(`#task-${answer.card?.id} .card-title`)?.focus();
  if (answer.ok) showAnew(answer.card);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(FORMS)) return;
  event.preventDefault();
  undo(idOf(form), new URLSearchParams(new FormData(form)));
});

document.addEventListener("boards:shortcut", (event) => {
  if (event.detail.key !== "z") return;
  event.preventDefault();
  // What has just been done may still be on its way.
  inTurn(() => {}).then(() => undoable.length && undo(undoable.at(-1), new URLSearchParams()));
});

document.querySelectorAll("#toasts form").forEach((form) => undoable.push(idOf(form)));
