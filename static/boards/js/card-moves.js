// Putting a card somewhere else: at once in the page, then on the server, and back if the server refuses.
import { board, change, inTurn } from "./send.js";

const pending = new Map();

export function cardAbove(card) {
  let above = card.previousElementSibling;
  while (above && !above.matches(".card")) above = above.previousElementSibling;
  return above;
}

export function placeOf(card) {
  return { list: card.parentElement, next: card.nextElementSibling };
}

export function putBack(card, { list, next }) {
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  list.insertBefore(card, next?.parentElement === list ? next : list.querySelector(".column-more"));
  focused?.focus();
}

// Sends where a card has been put; `before` is where it was.
export function drop(card, before) {
  // What stands above a mark for cards not shown is the card above the mark.
  const gap = card.previousElementSibling;
  if (gap?.matches(".column-more")) gap.before(card);
  const body = new URLSearchParams({ column: card.parentElement.dataset.column, left: before.list.dataset.column });
  const above = cardAbove(card);
  if (above) body.set("after", above.dataset.task);
  put(card, before, "move", body);
}

// As the server does it: on top of the first completed column. Where a reopened card goes only the server knows.
export function finish(card) {
  const before = placeOf(card);
  const reopens = card.matches(".card-completed");
  if (!reopens) board().querySelector(".column[data-status='completed'] > .column-cards")?.prepend(card);
  put(card, before, reopens ? "reopen" : "complete", new URLSearchParams());
}

function put(card, before, action, body) {
  const id = card.dataset.task;
  const list = card.parentElement;
  const wanted = { column: list.dataset.column, after: cardAbove(card)?.dataset.task ?? "" };
  pending.set(id, (pending.get(id) ?? 0) + 1);
  card.classList.add("card-pending");
  recount(before.list, list);
  mark(card);
  inTurn(() => send(card, `/tasks/${id}/${action}/`, body, wanted, before));
}

async function send(card, url, body, wanted, before) {
  const id = card.dataset.task;
  if (card.dataset.refused) return settle(card, id);
  const asPut = ({ column, after, gone }) => !gone && String(column) === wanted.column && String(after ?? "") === wanted.after;
  const stay = (place) => pending.get(id) > 1 || asPut(place);
  const answer = await change(url, body, { stay });
  if (!answer.ok && !answer.leaving) {
    card.dataset.refused = "1";
    recount(card.parentElement, before.list);
    putBack(card, before);
    mark(card);
  }
  settle(card, id);
}

function settle(card, id) {
  const left = pending.get(id) - 1;
  if (left) {
    pending.set(id, left);
    card.classList.add("card-pending");
    return;
  }
  pending.delete(id);
  card.classList.remove("card-pending");
  delete card.dataset.refused;
}

// Done is what stands in a completed column.
function mark(card) {
  card.classList.toggle("card-completed", card.closest(".column").dataset.status === "completed");
}

// Until the answer brings the true counts, the heads show what one sees.
function recount(from, to) {
  if (from === to) return;
  count(from, -1);
  count(to, 1);
}

export function count(list, step) {
  const head = list.closest(".column").querySelector(".column-head");
  for (const each of head.querySelectorAll(".column-shown, .column-count")) {
    each.firstChild.textContent = each.firstChild.textContent.replace(/\d+/, (number) => Number(number) + step);
  }
}
