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
  }

  // New columns, and new lists of cards in them; or other rights than before.
  renew() {
    htmx.process(this);
    const { canEdit, canEditColumns } = this.dataset;
    for (const list of this.querySelectorAll(".column-cards")) {
      if (canEdit === "yes" && !Sortable.get(list)) drags(list, CARDS, drop);
      Sortable.get(list)?.option("disabled", canEdit !== "yes");
    }
    if (canEditColumns === "yes" && !Sortable.get(this)) followColumns(this);
    Sortable.get(this)?.option("disabled", canEditColumns !== "yes");
  }
}

customElements.define("board-view", BoardView);
