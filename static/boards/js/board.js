// The board: dragging, adding, and opening tasks. A card moves at once; the server's answer confirms it or brings it
// back with a sentence. Changes are sent one after the other.
import { follow as followKeys } from "./board-keys.js";
import { drop, placeOf } from "./card-moves.js";
import { ask, board, change, explain, holdAnswers, inTurn } from "./send.js";
import { act, openDialog } from "./task-dialog.js";

async function addCard(form) {
  const input = form.elements.title;
  const title = input.value;
  if (!title.trim()) return;
  const body = new URLSearchParams(new FormData(form));
  input.value = "";
  input.focus();
  const answer = await inTurn(() => change(form.action, body));
  if (answer.ok) form.closest(".column").querySelector(`#task-${answer.card?.id}`)?.scrollIntoView({ block: "nearest" });
  else input.value = input.value ? `${title} ${input.value}` : title;
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
  const cards = [...fresh.children].filter((item) => !item.id || !document.getElementById(item.id));
  const focused = document.activeElement === link;
  more.replaceWith(...cards);
  if (focused) cards.find((item) => item.matches(".card"))?.querySelector(".card-title").focus();
  watchMore();
}

const nearby = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => loadMore(entry.target)),
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
    document.addEventListener("boards:filtered", () => this.renew());
    this.renew();
    if (this.dataset.canEdit === "yes") followKeys(this);
  }

  renew() {
    watchMore();
    if (this.dataset.canEdit !== "yes") return;
    this.querySelectorAll(".column-cards").forEach((list) => this.makeSortable(list));
  }

  makeSortable(list) {
    let before = null;
    let release = () => {};
    const end = ({ item }) => {
      this.classList.remove("dragging");
      const moved = item.parentElement !== before.list || item.nextElementSibling !== before.next;
      if (moved) drop(item, before);
    };
    const start = ({ item }) => {
      before = { list: item.parentElement, next: item.nextElementSibling };
      this.classList.add("dragging");
    };
    Sortable.create(list, {
      group: "cards",
      draggable: ".card",
      filter: ".card-move",
      preventOnFilter: false,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
      delay: 180,
      delayOnTouchOnly: true,
      touchStartThreshold: 5,
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

  clicked(event) {
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

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("#dialog [data-card-action]")) {
    event.preventDefault();
    act(form);
  }
});

customElements.define("board-view", BoardView);
