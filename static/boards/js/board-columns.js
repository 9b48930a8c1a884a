// Columns among each other: dragged by their heads, carried by keys on their grips, or moved one step by their menus.
import { say } from "./board-words.js";
import { change, holdAnswers, ok } from "./requests.js";

// How a hand drags, cards and columns alike: by pointer events in every browser. Dragging as HTML has it can't be ended
// by a program that drives Firefox, so it could not be tried there.
export const HAND = {
  animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 4,
  delay: 180,
  delayOnTouchOnly: true,
  touchStartThreshold: 5,
};
const COLUMN = ".column[data-column]";
let lifted = null;

function columnsOf(board) {
  return [...board.querySelectorAll(`:scope > ${COLUMN}`)];
}

function where(column) {
  const columns = columnsOf(column.parentElement);
  const name = column.querySelector(".column-name").textContent.trim();
  return { column: name, place: columns.indexOf(column) + 1, count: columns.length };
}

function step(column, by) {
  const columns = columnsOf(column.parentElement);
  const beside = columns[columns.indexOf(column) + by];
  if (!beside) return false;
  const focused = column.contains(document.activeElement) ? document.activeElement : null;
  if (by < 0) beside.before(column);
  else beside.after(column);
  focused?.focus({ preventScroll: true });
  column.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

// Says where a column stands now; it goes back to before `next` if that is refused.
function send(column, next) {
  const after = column.previousElementSibling?.dataset.column ?? "";
  const settled = (sent) => {
    if (ok(sent) || sent.hx?.redirect) return;
    column.parentElement.insertBefore(column, next?.isConnected ? next : column.parentElement.querySelector(".column-new"));
  };
  change(`/columns/${column.dataset.column}/move/`, { after }, { settled });
}

function lift(column) {
  lifted = { column, next: column.nextElementSibling };
  column.classList.add("column-lifted");
  say("column_lifted", where(column));
}

function land({ keep }) {
  const { column, next } = lifted;
  lifted = null;
  column.classList.remove("column-lifted");
  const moved = column.nextElementSibling !== next;
  if (!keep && moved) column.parentElement.insertBefore(column, next);
  if (keep || document.activeElement === document.body) column.querySelector(".column-grip").focus();
  say(keep ? "column_dropped" : "column_cancelled", where(column));
  if (keep && moved) send(column, next);
}

function pressed(event) {
  const column = event.target.closest(".column-grip")?.closest(COLUMN);
  if (!column || event.ctrlKey || event.altKey || event.metaKey) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!lifted && event.key === " ") lift(column);
  else if (lifted && by) step(column, by) && say("carried", where(column));
  else if (lifted && (event.key === " " || event.key === "Enter")) land({ keep: true });
  else if (lifted && event.key === "Escape") land({ keep: false });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The items of a column's menu belong to a form outside the board, so that they work without scripts too.
function chosen(board, event) {
  const column = event.submitter?.closest(COLUMN);
  if (event.target.id !== "column-moves" || !column || !board.contains(column)) return;
  event.preventDefault();
  const next = column.nextElementSibling;
  if (step(column, event.submitter.value === "left" ? -1 : 1)) send(column, next);
}

function makeSortable(board) {
  let next = null;
  let release = () => {};
  Sortable.create(board, {
    group: "columns",
    draggable: COLUMN,
    handle: ".column-head",
    filter: ".column-menu",
    preventOnFilter: false,
    ...HAND,
    ghostClass: "column-ghost",
    onChoose: () => (release = holdAnswers()),
    onUnchoose: () => release(),
    onStart: ({ item }) => {
      next = item.nextElementSibling;
      Sortable.ghost?.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
      Sortable.ghost?.removeAttribute("id");
    },
    onEnd: ({ item }) => item.nextElementSibling !== next && send(item, next),
  });
}

export function followColumns(board) {
  makeSortable(board);
  board.addEventListener("keydown", pressed);
  // Moving the column in the page takes the focus away for a moment; only a focus that went elsewhere cancels.
  const held = () => lifted?.column.querySelector(".column-grip") === document.activeElement;
  board.addEventListener("focusout", () => setTimeout(() => lifted && !held() && document.hasFocus() && land({ keep: false }), 150));
  document.addEventListener("submit", (event) => chosen(board, event));
}
