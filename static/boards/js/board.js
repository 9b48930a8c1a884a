// The board: its cards are dragged, and carried and walked through by keys; so are its columns.
import { followColumns } from "./board-columns.js";
import { follow as followKeys } from "./board-keys.js";
import { drop } from "./card-moves.js";
import { drags } from "./drag.js";
import "./more-cards.js";
import "./quick-add.js";

const CARDS = {
  group: "cards",
  draggable: ".card",
  filter: ".card-move",
  scrollSensitivity: 60,
  ghostClass: "sortable-ghost",
  dragClass: "sortable-drag",
  onMove: ({ related }) => !related.matches(".column-more"),
};

class BoardView extends HTMLElement {
  connectedCallback() {
    new MutationObserver(() => this.renew()).observe(this, { childList: true });
    // Another filter has other cards in the same columns.
    this.addEventListener("htmx:after:settle", (event) => event.target === this && this.renew());
    this.renew();
    followKeys(this);
    if (this.dataset.canEditColumns === "yes") followColumns(this);
  }

  // New columns, and new lists of cards in them.
  renew() {
    htmx.process(this);
    if (this.dataset.canEdit !== "yes") return;
    this.querySelectorAll(".column-cards").forEach((list) => Sortable.get(list) ?? drags(list, CARDS, drop));
  }
}

customElements.define("board-view", BoardView);
