// The board without a mouse: walking between cards, and moving one with Space, arrows, Space. Each step is announced.
import { say, words } from "./board-words.js";
import { drop, finish, placeOf, putBack } from "./card-moves.js";
import { focusLast } from "./focus.js";
import { change, toast } from "./requests.js";
import { openDialog } from "./task-dialog.js";

let lifted = null;

function cardsOf(list) {
  return [...list.querySelectorAll(":scope > .card")];
}

function columnName(list) {
  return list.closest(".column").querySelector(".column-name").textContent.trim();
}

function titleOf(card) {
  return `${card.querySelector(".card-number").textContent} ${card.querySelector(".card-title").textContent.trim()}`;
}

function focus(card) {
  const link = card?.querySelector(".card-title");
  link?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return Boolean(link);
}

function lists(board) {
  return [...board.querySelectorAll(".column-cards")];
}

function beside(board, list, step) {
  return lists(board)[lists(board).indexOf(list) + step];
}

function where(card) {
  const cards = cardsOf(card.parentElement);
  return { column: columnName(card.parentElement), place: cards.indexOf(card) + 1, count: cards.length };
}

function lift(card) {
  lifted = { card, before: placeOf(card) };
  card.classList.add("card-lifted");
  say("lifted", { card: titleOf(card), ...where(card) });
}

function carry(board, key) {
  const { card } = lifted;
  const cards = cardsOf(card.parentElement);
  const index = cards.indexOf(card);
  if (key === "ArrowUp") cards[index - 1]?.before(card);
  if (key === "ArrowDown") cards[index + 1]?.after(card);
  const list = key === "ArrowLeft" ? beside(board, card.parentElement, -1) : key === "ArrowRight" ? beside(board, card.parentElement, 1) : null;
  if (list) list.insertBefore(card, cardsOf(list)[index] ?? list.querySelector(".column-more"));
  focus(card);
  say("carried", where(card));
}

function land({ keep }) {
  const { card, before } = lifted;
  lifted = null;
  card.classList.remove("card-lifted");
  if (!keep) putBack(card, before);
  const moved = keep && (card.parentElement !== before.list || card.nextElementSibling !== before.next);
  focus(card);
  say(keep ? "dropped" : "cancelled", { card: titleOf(card), ...where(card) });
  if (moved) drop(card, before);
}

function walk(board, card, key) {
  const list = card.parentElement;
  const index = cardsOf(list).indexOf(card);
  const along = { ArrowUp: -1, k: -1, ArrowDown: 1, j: 1 }[key];
  if (along) return focus(cardsOf(list)[index + along]);
  const across = { ArrowLeft: -1, h: -1, ArrowRight: 1, l: 1 }[key];
  for (let next = beside(board, list, across); next; next = beside(board, next, across)) {
    const cards = cardsOf(next);
    if (cards.length) return focus(cards[Math.min(index, cards.length - 1)]);
  }
  return false;
}

function save(card, fields) {
  const ready = ({ request }) => (request.body.set("version", card.dataset.version), true);
  change(`/tasks/${card.dataset.task}/edit/`, fields, { ready });
}

function open(card, field) {
  const source = card.querySelector(".card-title");
  openDialog(source.getAttribute("href"), { push: true, field, source });
}

// The card leaves its column; the focus goes on to the next one there, and the board stays where it is.
function complete(card) {
  const cards = cardsOf(card.parentElement);
  const at = cards.indexOf(card);
  const column = card.closest(".column");
  if (!focus(cards[at + 1] ?? cards[at - 1])) {
    column.tabIndex = -1;
    column.focus({ preventScroll: true });
  }
  finish(card);
}

// Who may only look hears so, once for as long as the sentence stands there.
function refuse() {
  const told = [...document.querySelectorAll("#toasts .toast-text")].some((each) => each.textContent === words.view_only);
  if (!told) toast(words.view_only, "info");
  return true;
}

const onCard = {
  m: (card) => card.querySelector(".card-move").click(),
  e: (card) => open(card, "title"),
  c: complete,
  a: (card) => open(card, "assignee"),
  t: (card) => open(card, "tags"),
  d: (card) => open(card, "due_date"),
  i: (card, board) => save(card, { assignee: board.dataset.person }),
};

function changes(key, card) {
  return key === "n" || (card && key !== "e" && (/^[0-4]$/.test(key) || Object.hasOwn(onCard, key)));
}

function wished(board, { key, card }) {
  if (document.querySelector("dialog:modal")) return false;
  if (board.dataset.canEdit !== "yes" && changes(key, card)) return refuse();
  if (key === "n") {
    const column = document.activeElement.closest(".column[data-column]") ?? board.querySelector(".column");
    focusLast(column?.querySelector(".quick-add [name='title']"));
    return true;
  }
  if (!card) return "jkhl".includes(key) && focus(board.querySelector(".card"));
  if ("jkhl".includes(key)) return walk(board, card, key) || true;
  if (/^[0-4]$/.test(key)) save(card, { priority: key });
  else if (Object.hasOwn(onCard, key)) onCard[key](card, board);
  else return false;
  return true;
}

// Out of the field for new cards, what is typed stays: to the newest card, or to nothing in an empty column.
function leave(field) {
  if (!focus(cardsOf(field.closest(".column").querySelector(".column-cards")).at(-1))) field.blur();
}

function pressed(board, event) {
  if (event.key === "Escape" && event.target.matches(".quick-add [name='title']")) leave(event.target);
  const card = event.target.closest?.(".card-title")?.closest(".card");
  if (!card || event.ctrlKey || event.altKey || event.metaKey) return;
  const arrow = event.key.startsWith("Arrow");
  if (lifted && arrow) carry(board, event.key);
  else if (lifted && (event.key === " " || event.key === "Enter")) land({ keep: true });
  else if (lifted && event.key === "Escape") land({ keep: false });
  else if (!lifted && event.key === " ") board.dataset.canEdit === "yes" ? lift(card) : refuse();
  else if (!lifted && arrow) walk(board, card, event.key);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function follow(board) {
  board.addEventListener("keydown", (event) => pressed(board, event));
  board.addEventListener("focusout", (event) => {
    // Moving the card in the page takes the focus away for a moment; only a focus that went elsewhere cancels.
    setTimeout(() => lifted && !lifted.card.contains(document.activeElement) && document.hasFocus() && land({ keep: false }), 150);
    return event;
  });
  document.addEventListener("boards:shortcut", (event) => {
    if (wished(board, event.detail)) event.preventDefault();
  });
}
