// Whole checklists of a task: dragged and carried by their grips, above and below each other.
import { carries } from "./carry.js";
import { drags } from "./drag.js";
import { insert, putBack } from "./places.js";
import { change, ok } from "./requests.js";

const LIST = ".checklist[data-list]";

function where(list) {
  const lists = [...list.parentElement.querySelectorAll(LIST)];
  return { list: list.querySelector("h3").textContent.trim(), place: lists.indexOf(list) + 1, count: lists.length };
}

function step(list, key) {
  const beside = { ArrowUp: list.previousElementSibling, ArrowDown: list.nextElementSibling }[key];
  if (!beside) return false;
  insert(list.parentElement, list, key === "ArrowUp" ? beside : beside.nextElementSibling);
  list.scrollIntoView({ block: "nearest" });
  return true;
}

function send(list, before) {
  const settled = (sent) => ok(sent) || sent.hx?.redirect || !list.isConnected || putBack(list, before);
  change(`/checklists/${list.dataset.list}/move/`, { after: list.previousElementSibling?.dataset.list ?? "" }, { settled });
}

const KIND = {
  item: LIST,
  grip: ".list-grip",
  lifted: "item-lifted",
  prefix: "list",
  where,
  carry: step,
  focus: (list) => document.getElementById(list.id)?.querySelector(".list-grip")?.focus(),
  dropped: send,
  told: () => {
    const words = JSON.parse(document.getElementById("checklist-words")?.textContent ?? "{}");
    return Object.fromEntries(Object.entries(words).filter(([name]) => name.startsWith("list")));
  },
};
const DRAG = { group: "checklists", draggable: LIST, handle: ".list-grip", fallbackOnBody: false, ghostClass: "item-ghost" };

class CheckLists extends HTMLElement {
  static observedAttributes = ["data-can-edit"];

  connectedCallback() {
    this.attributeChangedCallback();
  }

  attributeChangedCallback() {
    if (this.dataset.canEdit !== "yes" || this.isFollowed || !this.isConnected) return;
    this.isFollowed = true;
    drags(this, DRAG, send);
    carries(this, KIND);
  }
}

customElements.define("check-lists", CheckLists);
