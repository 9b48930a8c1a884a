// Putting a card somewhere else: at once in the page, then on the server, and back if the server refuses.
import { change, inTurn } from "./send.js";

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
  const id = card.dataset.task;
  const body = new URLSearchParams({ column: card.parentElement.dataset.column, left: before.list.dataset.column });
  const above = cardAbove(card);
  if (above) body.set("after", above.dataset.task);
  pending.set(id, (pending.get(id) ?? 0) + 1);
  card.classList.add("card-pending");
  recount(before.list, card.parentElement);
  inTurn(`task:${id}`, () => send(card, id, body, before));
}

async function send(card, id, body, before) {
  if (card.dataset.refused) return settle(card, id);
  const stay = () => pending.get(id) > 1;
  const answer = await change(`/tasks/${id}/move/`, body, { stay });
  if (!answer.ok && !answer.leaving) {
    card.dataset.refused = "1";
    recount(card.parentElement, before.list);
    putBack(card, before);
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

// Until the answer brings the true counts, the heads show what one sees.
function recount(from, to) {
  if (from === to) return;
  for (const [list, step] of [[from, -1], [to, 1]]) {
    const count = list.closest(".column").querySelector(".column-count");
    const number = Number(count.dataset.count) + step;
    count.dataset.count = number;
    count.firstChild.textContent = count.firstChild.textContent.replace(/\d+/, number);
  }
}
