// Putting a card somewhere else: at once in the page, then on the server, and back if the server refuses.
import { insert, placeOf, putBack } from "./places.js";
import { change, ok } from "./requests.js";

const pending = new Map();

function cardAbove(card) {
  let above = card.previousElementSibling;
  while (above && !above.matches(".card")) above = above.previousElementSibling;
  return above;
}

// Sends where a card has been put; `before` is where it was.
export function drop(card, before) {
  // What stands above a mark for cards not shown is the card above the mark.
  const gap = card.previousElementSibling;
  if (gap?.matches(".column-more")) gap.before(card);
  const above = cardAbove(card);
  const to = { column: card.parentElement.dataset.column, left: before.list.dataset.column };
  put(card, before, "move", { ...to, ...(above && { after: above.dataset.task }) });
}

// As the server does it: on top of the first completed column. Where a reopened card goes only the server knows.
export function finish(card) {
  const before = placeOf(card);
  const reopens = card.matches(".card-completed");
  if (!reopens) document.querySelector(".column[data-status='completed'] > .column-cards")?.prepend(card);
  put(card, before, reopens ? "reopen" : "complete", {});
}

function put(card, before, action, values) {
  const id = card.dataset.task;
  const list = card.parentElement;
  const wanted = [list.dataset.column, cardAbove(card)?.dataset.task ?? ""].join();
  const asPut = ({ column, after, gone }) => !gone && [column, after ?? ""].join() === wanted;
  pending.set(id, (pending.get(id) ?? 0) + 1);
  count(before.list, list);
  mark(card);
  change(`/tasks/${id}/${action}/`, values, {
    // Of a card that was refused a place, later moves are not sent either.
    ready: () => card.dataset.refused === undefined,
    stay: (place) => pending.get(id) > 1 || asPut(place),
    settled: (sent) => settle(card, before, sent),
  });
}

function settle(card, before, sent) {
  const id = card.dataset.task;
  if (card.dataset.refused === undefined && !ok(sent) && !sent.hx?.redirect) {
    card.dataset.refused = "";
    count(card.parentElement, before.list);
    putBack(card, before);
  }
  pending.set(id, pending.get(id) - 1);
  if (!pending.get(id)) delete card.dataset.refused;
  mark(card);
}

// Done is what stands in a completed column.
function mark(card) {
  card.classList.toggle("card-pending", pending.get(card.dataset.task) > 0);
  card.classList.toggle("card-completed", card.closest(".column")?.dataset.status === "completed");
}

// Until the answer brings the true counts, the heads show what one sees: a card fewer here, and one more there.
export function count(from, to) {
  if (from === to) return;
  for (const [list, step] of [[from, -1], [to, 1]]) {
    for (const each of list?.closest(".column").querySelectorAll(".column-shown, .column-count") ?? []) {
      each.firstChild.textContent = each.firstChild.textContent.replace(/\d+/, (number) => Number(number) + step);
    }
  }
}

// Puts a card where the server says it is; one beyond the shown window of its column stands below the mark for more.
function place({ id, column, after, before, gone }) {
  const list = document.getElementById(`cards-${column}`);
  let card = document.getElementById(`task-${id}`);
  if (gone || !list) return card?.remove();
  card ??= Object.assign(document.createElement("li"), { id: `task-${id}`, className: "card" });
  const there = (pk) => [document.getElementById(`task-${pk}`)].find((each) => each?.parentElement === list);
  const last = [...list.querySelectorAll(".card")].filter((each) => each !== card).at(-1);
  const above = after ? there(after) ?? list.querySelector(".column-more") ?? last : null;
  // The card above may be on its way to another column already: then the one below says where.
  const below = after && !there(after) && there(before);
  const next = below || (above ? above.nextElementSibling : list.firstElementChild);
  if (card !== next && !(card.parentElement === list && card.nextElementSibling === next)) insert(list, card, next);
}

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!ctx.card) return;
  const isMovedOn = () => pending.get(String(ctx.card.id)) > 0;
  if (!(ctx.stay ?? isMovedOn)(ctx.card)) place(ctx.card);
});

// It may have come anew.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const card = ctx.card && document.getElementById(`task-${ctx.card.id}`);
  if (card) mark(card);
});
