// The board without a mouse: walking from card to card, carrying one, and a key for each thing done to it.
import { finish, drop } from "./card-moves.js";
import { carries, words } from "./carry.js";
import { focusLast } from "./focus.js";
import { insert } from "./places.js";
import { change } from "./requests.js";
import { openDialog } from "./task-dialog.js";
import { toast } from "./toast.js";

const ALONG = { ArrowUp: -1, k: -1, ArrowDown: 1, j: 1 };
const ACROSS = { ArrowLeft: -1, h: -1, ArrowRight: 1, l: 1 };

function cardsOf(list) {
  return [...list.querySelectorAll(":scope > .card")];
}

function focus(card) {
  const link = card?.querySelector(".card-title");
  link?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return Boolean(link);
}

function beside(list, step) {
  const lists = [...list.closest("board-view").querySelectorAll(".column-cards")];
  return lists[lists.indexOf(list) + step];
}

function where(card) {
  const list = card.parentElement;
  const cards = cardsOf(list);
  const text = (place, selector) => place.querySelector(selector).textContent.trim();
  const title = `${text(card, ".card-number")} ${text(card, ".card-title")}`;
  const column = text(list.closest(".column"), ".column-name");
  return { card: title, column, place: cards.indexOf(card) + 1, count: cards.length };
}

function carry(card, key) {
  const cards = cardsOf(card.parentElement);
  const index = cards.indexOf(card);
  const other = cards[index + ALONG[key]];
  const list = ACROSS[key] && beside(card.parentElement, ACROSS[key]);
  if (other) insert(card.parentElement, card, ALONG[key] < 0 ? other : other.nextElementSibling);
  if (list) insert(list, card, cardsOf(list)[index] ?? list.querySelector(".column-more"));
  return focus(card);
}

function walk(card, key) {
  const list = card.parentElement;
  const index = cardsOf(list).indexOf(card);
  if (ALONG[key]) return focus(cardsOf(list)[index + ALONG[key]]);
  for (let next = beside(list, ACROSS[key]); next; next = beside(next, ACROSS[key])) {
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
  const told = [...document.querySelectorAll("#toasts .toast-text")];
  if (!told.some((each) => each.textContent === words.view_only)) toast(words.view_only, "info");
  return true;
}

const onCard = {
  m: (card) => card.querySelector(".card-move").click(),
  e: (card) => open(card, "title"),
  c: complete,
  a: (card) => open(card, "assignee"),
  "Shift+A": (card) => open(card, "other_assignees"),
  t: (card) => open(card, "tags"),
  d: (card) => open(card, "due_date"),
  i: (card) => save(card, { assignee: card.closest("board-view").dataset.person }),
};
for (const priority of "01234") onCard[priority] = (card) => save(card, { priority });

function wished(board, { key, card }) {
  if (document.querySelector("dialog:modal")) return false;
  const acts = card && Object.hasOwn(onCard, key);
  if (board.dataset.canEdit !== "yes" && (key === "n" || (acts && key !== "e"))) return refuse();
  if (key === "n") {
    const column = document.activeElement.closest(".column[data-column]") ?? board.querySelector(".column");
    focusLast(column?.querySelector(".quick-add [name='title']"));
  } else if (acts) onCard[key](card);
  else if (!"jkhl".includes(key)) return false;
  else return card ? walk(card, key) || true : focus(board.querySelector(".card"));
  return true;
}

// Out of the field for new cards, what is typed stays: to the newest card, or to nothing in an empty column.
function leave(field) {
  if (!focus(cardsOf(field.closest(".column").querySelector(".column-cards")).at(-1))) field.blur();
}

function pressed(event) {
  const { key, target } = event;
  if (key === "Escape" && target.matches(".quick-add [name='title']")) leave(target);
  const card = key.startsWith("Arrow") && target.closest?.(".card-title")?.closest(".card");
  if (!card || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  walk(card, key);
}

export function follow(board) {
  const refuses = () => board.dataset.canEdit !== "yes" && refuse();
  const how = { lifted: "card-lifted", prefix: "", where, carry, focus, dropped: drop, refuses };
  carries(board, { item: ".card", grip: ".card-title", ...how });
  board.addEventListener("keydown", pressed);
  document.addEventListener("boards:shortcut", (event) => wished(board, event.detail) && event.preventDefault());
}
