// Columns among each other: dragged by their heads, carried by keys on their grips, or moved one step by their menus.
import { carries } from "./carry.js";
import { drags } from "./drag.js";
import { insert, placeOf, putBack } from "./places.js";
import { change, ok } from "./requests.js";

const COLUMN = ".column[data-column]";
const STEPS = { ArrowLeft: -1, ArrowRight: 1, left: -1, right: 1 };

function columnsOf(board) {
  return [...board.querySelectorAll(`:scope > ${COLUMN}`)];
}

function where(column) {
  const columns = columnsOf(column.parentElement);
  const name = column.querySelector(".column-name").textContent.trim();
  return { column: name, place: columns.indexOf(column) + 1, count: columns.length };
}

function step(column, to) {
  const columns = columnsOf(column.parentElement);
  const beside = STEPS[to] && columns[columns.indexOf(column) + STEPS[to]];
  if (!beside) return false;
  insert(column.parentElement, column, STEPS[to] < 0 ? beside : beside.nextElementSibling);
  column.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

// Says where a column stands now; it goes back to where it was if that is refused.
function send(column, before) {
  const after = column.previousElementSibling?.dataset.column ?? "";
  const settled = (sent) => ok(sent) || sent.hx?.redirect || putBack(column, before);
  change(`/columns/${column.dataset.column}/move/`, { after }, { settled });
}

// The items of a column's menu belong to a form outside the board, so that they work without scripts too.
function chosen(event) {
  const column = event.submitter?.closest(COLUMN);
  if (event.target.id !== "column-moves" || !column) return;
  event.preventDefault();
  const before = placeOf(column);
  if (step(column, event.submitter.value)) send(column, before);
}

const COLUMNS = {
  item: COLUMN,
  grip: ".column-grip",
  lifted: "column-lifted",
  prefix: "column_",
  where,
  carry: step,
  focus: (column) => column.querySelector(".column-grip").focus(),
  dropped: send,
};

const DRAG = {
  group: "columns",
  draggable: COLUMN,
  handle: ".column-head",
  filter: ".column-menu",
  ghostClass: "column-ghost",
};

export function followColumns(board) {
  drags(board, DRAG, send);
  carries(board, COLUMNS);
  document.addEventListener("submit", chosen);
}
