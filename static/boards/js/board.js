// The board: cards are dragged within and between its columns.
import { followColumns, HAND } from "./board-columns.js";
import { follow as followKeys } from "./board-keys.js";
import { drop, placeOf } from "./card-moves.js";
import { holdAnswers } from "./requests.js";
import "./more-cards.js";
import "./quick-add.js";

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

class BoardView extends HTMLElement {
  connectedCallback() {
    // In Firefox a click follows where a card is let go; it must not open the card.
    this.addEventListener("click", (event) => this.dragged && stop(event), true);
    new MutationObserver(() => this.renew()).observe(this, { childList: true });
    this.renew();
    followKeys(this);
    if (this.dataset.canEditColumns === "yes") followColumns(this);
  }

  // New columns, and new lists of cards in them.
  renew() {
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
      before = placeOf(item);
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
}

customElements.define("board-view", BoardView);
