// The board: dragging, adding, and opening tasks. A card moves at once; the server's answer confirms it or brings it
// back with a sentence. Changes are sent one after the other.
import { followColumns, HAND } from "./board-columns.js";
import { follow as followKeys } from "./board-keys.js";
import { count, drop, placeOf } from "./card-moves.js";
import { ask, board, change, explain, holdAnswers, inTurn } from "./send.js";
import { openDialog } from "./task-dialog.js";

async function addCard(form) {
  const input = form.elements.title;
  const title = input.value.trim();
  if (!title) return;
  const body = new URLSearchParams(new FormData(form));
  const list = form.closest(".column").querySelector(".column-cards");
  const waiting = expect(list, title);
  input.focus();
  retype(input, "");
  const answer = await inTurn(() => change(form.action, body, { stay: () => waiting.remove() }));
  waiting.remove();
  if (answer.ok) return list.querySelector(`#task-${answer.card?.id}`)?.scrollIntoView({ block: "nearest" });
  count(list, -1);
  // With a blank, for what is typed on is another title.
  return retype(input, `${title} ${input.value}`);
}

// The card is seen at once, where it will be; it can be used once the server has it.
function expect(list, title) {
  const waiting = document.createElement("li");
  waiting.className = "card-waiting";
  waiting.textContent = title;
  list[list.dataset.adds === "top" ? "prepend" : "append"](waiting);
  waiting.scrollIntoView({ block: "nearest" });
  count(list, 1);
  return waiting;
}

// What is shown of the words in the field follows.
function retype(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

async function loadMore(link) {
  const more = link.closest(".column-more");
  if (more.dataset.loading) return;
  more.dataset.loading = "1";
  const address = new URL(link.href);
  const answer = await ask(address.pathname + address.search, { method: "GET" });
  delete more.dataset.loading;
  if (!answer.ok) return explain(answer);
  const fresh = new DOMParser().parseFromString(answer.text, "text/html").body;
  // Cards that are here already, below a gap, take their place among those that were between.
  const known = [...fresh.children].map((item) => document.getElementById(item.id) ?? item);
  const cards = known.filter((item) => item.ownerDocument !== document || item.parentElement === more.parentElement);
  const focused = document.activeElement === link;
  const list = more.parentElement;
  more.replaceWith(...cards);
  if (list.querySelectorAll(":scope > .card").length >= total(list)) list.querySelector(".column-more")?.remove();
  if (focused) cards.find((item) => item.matches(".card"))?.querySelector(".card-title").focus();
  watchMore();
}

// At the end of a column more cards come by themselves; a gap with a card below is for a person to fill.
function isWanted({ isIntersecting, target }) {
  return isIntersecting && target.closest(".column-more").matches(":last-child");
}

// How many cards the column has to show, as its head says.
function total(list) {
  const head = list.closest(".column").querySelector(".column-head");
  return parseInt((head?.querySelector(".column-shown") ?? head?.querySelector(".column-count"))?.textContent ?? "Infinity", 10);
}

const nearby = new IntersectionObserver(
  (entries) => entries.filter(isWanted).forEach((entry) => loadMore(entry.target)),
  { rootMargin: "400px" },
);

function watchMore() {
  nearby.disconnect();
  board()?.querySelectorAll(".column-more a").forEach((link) => nearby.observe(link));
}

class BoardView extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("submit", (event) => this.submitted(event));
    new MutationObserver(() => this.renew()).observe(this, { childList: true });
    this.renew();
    followKeys(this);
    if (this.dataset.canEditColumns === "yes") followColumns(this);
  }

  // New columns, and new lists of cards in them.
  renew() {
    watchMore();
    htmx.process(this);
    if (this.dataset.canEdit !== "yes") return;
    this.querySelectorAll(".column-cards").forEach((list) => Sortable.get(list) ?? this.makeSortable(list));
  }

  makeSortable(list) {
    let before = null;
    let release = () => {};
    const end = ({ item }) => {
      this.classList.remove("dragging");
      setTimeout(() => (this.dragged = false));
      const moved = item.parentElement !== before.list || item.nextElementSibling !== before.next;
      if (moved) drop(item, before);
    };
    const start = ({ item }) => {
      before = { list: item.parentElement, next: item.nextElementSibling };
      this.classList.add("dragging");
      this.dragged = true;
      Sortable.ghost?.removeAttribute("id");
    };
    Sortable.create(list, {
      group: "cards",
      draggable: ".card",
      filter: ".card-move",
      preventOnFilter: false,
      ...HAND,
      scrollSensitivity: 60,
      ghostClass: "sortable-ghost",
      dragClass: "sortable-drag",
      onChoose: ({ item }) => {
        before = placeOf(item);
        release();
        release = holdAnswers();
      },
      onUnchoose: () => release(),
      onStart: start,
      onEnd: end,
      onMove: ({ related }) => !related.matches(".column-more"),
    });
  }

  // In Firefox a click follows where a card is let go; it must not open the card.
  clicked(event) {
    if (this.dragged) return event.preventDefault();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const title = event.target.closest(".card")?.querySelector("a.card-title");
    const link = event.target.closest("a.card-title, a.card-move, .column-more a") ?? title;
    if (!link) return;
    event.preventDefault();
    if (link.matches(".column-more a")) loadMore(link);
    else openDialog(new URL(link.href).pathname, { push: link.matches(".card-title") });
  }

  submitted(event) {
    if (!event.target.matches(".quick-add")) return;
    event.preventDefault();
    addCard(event.target);
  }
}

customElements.define("board-view", BoardView);
