// How what others did is laid into the page: around what is typed, open, or in the hand, with the focus where it was.
import { noteTyped, tell } from "./live-news.js";
import { insert } from "./places.js";

const FIELD = "textarea, input:not([type='checkbox'], [type='radio'], [type='hidden'])";
// What only looks like a change: nothing is written.
const ASKS = /\/(understood|preview|quote)\/$/;
let laying = false;
let changes = 0;
let sent = 0;

// Rises with each change that is made here, and once more when it is answered: what was asked for before, or meanwhile, is
// out of date.
export function changesHere() {
  return changes;
}

// Whether the page is ahead of the server.
export function isBusy() {
  return sent > 0 || Boolean(document.querySelector(".card-pending, .card-waiting"));
}

function isTyped(field) {
  return field.matches(FIELD) && field.value !== field.defaultValue;
}

// The texts of a task that somebody is at.
export function keeping(view) {
  const texts = [...view.querySelectorAll("textarea[name]")];
  return texts.filter((text) => text === document.activeElement || isTyped(text)).map(({ name }) => name);
}

function isKept(element) {
  return isTyped(element) || element.matches(":popover-open:not(#filter *), :has(> cell-editor)");
}

htmx.registerExtension("live", {
  htmx_before_morph_node: (_source, { oldNode }) => !(laying && oldNode instanceof Element && isKept(oldNode)),
  htmx_before_morph_attr: (element, { attrName }) => !(laying && attrName === "open" && element.matches("details")),
});

function idOf(target) {
  return target instanceof Element ? target.id : (target ?? "").replace("#", "");
}

function nameOf(card) {
  const text = (selector) => card.querySelector(selector)?.textContent.trim() ?? "";
  return `${text(".card-number, .cell-number")} ${text(".card-title, .row-title")}`;
}

// The cards that come, each with its id and the id of its list.
function arriving(tasks) {
  return tasks.flatMap(({ fragment, target }) =>
    [...fragment.querySelectorAll(".card[id]")].map((card) => {
      const list = card.closest(".column-cards");
      return { id: card.id, card, list: list?.id ?? idOf(target), isLast: !card.nextElementSibling?.matches(".card") };
    }),
  );
}

// Changed, or put elsewhere in its column. Places alone may have been counted anew.
function isOtherCard(old, card) {
  const above = ({ previousElementSibling: each }) => each?.id;
  const isMoved = old.dataset.place !== card.dataset.place && above(old) !== above(card);
  return isMoved || old.dataset.version !== card.dataset.version;
}

// What is different from what lies here; the end of a column that is longer than what is shown of it is no news.
function compare(tasks) {
  const [cards, news] = [arriving(tasks), new Map()];
  const lists = new Set(cards.map(({ list }) => list));
  tasks.forEach(({ target }) => lists.add(idOf(target)));
  for (const { id, card, list, isLast } of cards) {
    const old = document.getElementById(id);
    const isLonger = isLast && document.querySelector(`#${list} > .column-more`);
    const isNew = old ? isOtherCard(old, card) || old.parentElement.id !== list : !isLonger;
    if (isNew) news.set(id, nameOf(card));
  }
  const ids = new Set(cards.map(({ id }) => id));
  const gone = [...document.querySelectorAll(".column-cards > .card")].filter(({ id, parentElement, nextElementSibling }) => {
    const isEnd = nextElementSibling?.matches(".column-more") ?? false;
    return !ids.has(id) && !isEnd && (lists.has(parentElement.id) || lists.has("board"));
  });
  return { cards, news, gone: new Map(gone.map((card) => [card.id, nameOf(card)])) };
}

// A card that has gone to another column goes there as it is, with the focus that it may have.
function carryOver(cards) {
  for (const { id, list } of cards) {
    const [card, place] = [document.getElementById(id), document.getElementById(list)];
    if (card && place && card.parentElement !== place) insert(place, card, null);
  }
}

// Rows that would jump under the pointer wait until somebody wants to see them.
function isOther(fragment) {
  const ids = (place) => [...place.querySelectorAll("tbody tr")].map(({ id }) => id).join();
  return ids(fragment) !== ids(document.getElementById("listing"));
}

function changedRows(fragment) {
  const time = (row) => row?.querySelector("time[datetime]")?.dateTime;
  const rows = [...fragment.querySelectorAll("tbody tr")];
  const changed = rows.filter((row) => time(row) !== time(document.getElementById(row.id)));
  return new Map(changed.map((row) => [row.id, nameOf(row)]));
}

// What is typed for a column that somebody else has removed goes on in the first one; where no cards are taken any more
// it is shown, to be copied.
function typed() {
  const fields = [...document.querySelectorAll(".quick-add [name='title']")].filter(({ value }) => value);
  return fields.map((field) => ({ field, hasFocus: field === document.activeElement }));
}

function rescue(texts) {
  const first = document.querySelector(".quick-add [name='title']");
  if (!first && texts.length) noteTyped(texts.map(({ field }) => field.value));
  for (const { field, hasFocus } of texts) {
    if (!first || field.isConnected) continue;
    first.value = `${first.value} ${field.value}`.trim();
    first.dispatchEvent(new Event("input", { bubbles: true }));
    if (hasFocus) first.focus();
  }
}

function prepare(ctx, tasks) {
  const rows = tasks.findIndex(({ target }) => idOf(target) === "listing");
  if (rows >= 0 && !ctx.force && isOther(tasks[rows].fragment)) {
    tasks.splice(0, tasks.length, ...tasks.filter(({ target }) => !["listing", "filter"].includes(idOf(target))));
    return { note: "changed" };
  }
  if (rows >= 0) return { news: changedRows(tasks[rows].fragment) };
  const focused = document.activeElement?.closest?.(".card");
  const [list, id] = [focused?.parentElement, focused?.id];
  const at = focused ? [...list.querySelectorAll(".card")].indexOf(focused) : -1;
  const { cards, ...different } = compare(tasks);
  carryOver(cards);
  return { ...different, texts: typed(), focus: { id, list, at }, isWhole: tasks.some(({ target }) => idOf(target) === "board") };
}

// The focus of a card that has gone falls to the one that stands where it stood.
function refocus({ id, list, at }) {
  if (!id || document.activeElement !== document.body) return;
  const card = document.getElementById(id) ?? [...list.querySelectorAll(".card")].slice(0, at + 1).at(-1);
  card?.querySelector(".card-title").focus({ preventScroll: true });
}

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (!ctx.quiet) return;
  ctx.wasLate = ctx.isLate?.() ?? false;
  if (ctx.wasLate) return event.preventDefault();
  ctx.lays = prepare(ctx, tasks);
  laying = true;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.lays) return;
  if (ctx.lays.focus) refocus(ctx.lays.focus);
  if (ctx.lays.texts) rescue(ctx.lays.texts);
  tell(ctx.lays);
});

document.addEventListener("htmx:finally:swap", () => (laying = false));

export function isChange({ request: { method, action }, quiet }) {
  return !quiet && method !== "GET" && !ASKS.test(action);
}

document.addEventListener("htmx:before:request", ({ detail: { ctx }, defaultPrevented }) => {
  if (defaultPrevented || !isChange(ctx)) return;
  ctx.isSent = true;
  changes += 1;
  sent += 1;
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.isSent) return;
  changes += 1;
  sent -= 1;
});
