// Taking back what one has just done: by the button of a toast or beside “Saved”, and by `z`, which goes one change
// further back with each press, as far as this page remembers.
import { change, ok } from "./requests.js";

const FORM = (id) => `.toast form[action$="/activity/${id}/undo/"]`;
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
  const id = idOf(ctx.request.action);
  if (!id || defaultPrevented) return;
  if (undoable.includes(id)) undoable.splice(undoable.indexOf(id), 1);
  ctx.undone = { id, toast: document.querySelector(FORM(id))?.closest(".toast") };
  ctx.undone.focused = ctx.undone.toast?.contains(document.activeElement);
  ctx.undone.toast?.setAttribute("hidden", "");
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const made = Number(ctx.response?.headers.get("X-Undo"));
  if (made) undoable.push(made);
  if (!ctx.undone) return;
  const { id, toast, focused } = ctx.undone;
  if (ctx.response?.status < 500) toast?.remove();
  else {
    undoable.push(id);
    toast?.removeAttribute("hidden");
  }
  if (focused && ok(ctx)) document.querySelector(`#task-${ctx.card?.id} .card-title`)?.focus();
});

document.querySelectorAll("#toasts form").forEach((form) => undoable.push(idOf(form.action)));
