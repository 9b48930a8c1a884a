// Taking back what one has just done: by the button of a toast or beside “Saved”, and by `z`, which goes one change
// further back with each press, as far as this page remembers.
import { change, ok } from "./requests.js";

// What this page has changed and might take back, oldest first: ids of changes, as the header X-Undo names them.
const undoable = [];

function idOf(address) {
  return Number(/\/activity\/(\d+)\/undo\/$/.exec(address)?.[1]);
}

document.addEventListener("boards:shortcut", (event) => {
  if (event.detail.key !== "z") return;
  event.preventDefault();
  // What has just been done may still be on its way: which change it is shows when the turn has come.
  const ready = ({ request }) => (request.action = undoable.length && `/activity/${undoable.at(-1)}/undo/`);
  change("/", {}, { ready });
});

document.addEventListener("htmx:before:request", ({ detail: { ctx }, defaultPrevented }) => {
  ctx.undoes = !defaultPrevented && idOf(ctx.request.action);
  if (undoable.includes(ctx.undoes)) undoable.splice(undoable.indexOf(ctx.undoes), 1);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const { undoes, response, sourceElement: source } = ctx;
  const made = Number(response?.headers.get("X-Undo"));
  if (made) undoable.push(made);
  if (!undoes) return;
  if (!(response?.status < 500)) return undoable.push(undoes);
  document.querySelector(`.toast form[action$="/${undoes}/undo/"]`)?.closest(".toast").remove();
  if (ok(ctx) && source.closest(".toast")) document.querySelector(`#task-${ctx.card?.id} .card-title`)?.focus();
});

document.querySelectorAll("#toasts form").forEach((form) => undoable.push(idOf(form.action)));
