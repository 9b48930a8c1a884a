// The items of checklists: dragged and carried by their grips, within their list and to others of the task.
import { carries } from "./carry.js";
import { drags } from "./drag.js";
import { insert, placeOf, putBack } from "./places.js";
import { change, ok } from "./requests.js";

const ITEM = ".item[data-item]";

function listsOf(item) {
  return [...item.closest("task-view").querySelectorAll(".items")];
}

function where(item) {
  const items = [...item.parentElement.querySelectorAll(ITEM)];
  return {
    item: item.querySelector(".item-text").textContent.trim(),
    list: item.closest(".checklist").querySelector("h3").textContent.trim(),
    place: items.indexOf(item) + 1,
    count: items.length,
  };
}

// One step up or down; beyond the end of a list it goes to the next.
function step(item, key) {
  const [isUp, lists, list] = [key === "ArrowUp", listsOf(item), item.parentElement];
  const beside = isUp ? item.previousElementSibling : item.nextElementSibling;
  const other = lists[lists.indexOf(list) + (isUp ? -1 : 1)];
  if (!["ArrowUp", "ArrowDown"].includes(key) || !(beside || other)) return false;
  if (beside) insert(list, item, isUp ? beside : beside.nextElementSibling);
  else insert(other, item, isUp ? null : other.firstElementChild);
  item.scrollIntoView({ block: "nearest" });
  return true;
}

function focus(item) {
  document.getElementById(item.id)?.querySelector(".item-grip")?.focus();
}

function send(item, before) {
  const values = { checklist: item.parentElement.dataset.checklist, after: item.previousElementSibling?.dataset.item ?? "" };
  const settled = (sent) => ok(sent) || sent.hx?.redirect || !item.isConnected || putBack(item, before);
  change(`/checklist-items/${item.dataset.item}/move/`, values, { settled });
}

// What was carried by keys keeps the focus whenever an answer lays the lists anew, until somebody goes elsewhere.
function dropped(item, before) {
  send(item, before);
  const going = new AbortController();
  const isElsewhere = (event) => event.type === "pointerdown" || event.target.closest?.(ITEM)?.id !== item.id;
  const again = () => document.activeElement === document.body && focus(item);
  document.addEventListener("htmx:after:settle", again, { signal: going.signal });
  for (const name of ["focusin", "pointerdown"]) {
    document.addEventListener(name, (event) => isElsewhere(event) && going.abort(), { signal: going.signal });
  }
}

const ITEMS = {
  item: ITEM,
  grip: ".item-grip",
  lifted: "item-lifted",
  prefix: "",
  where,
  carry: step,
  focus,
  dropped,
  told: () => JSON.parse(document.getElementById("checklist-words")?.textContent ?? "{}"),
};
// What is dragged along lies in the list: the page itself is below an open dialog.
const DRAG = { group: "items", draggable: ITEM, handle: ".item-grip", fallbackOnBody: false, ghostClass: "item-ghost" };

class CheckList extends HTMLElement {
  static observedAttributes = ["data-can-edit"];

  connectedCallback() {
    this.attributeChangedCallback();
  }

  attributeChangedCallback() {
    if (!this.firstElementChild || this.dataset.canEdit !== "yes" || this.isFollowed) return;
    this.isFollowed = true;
    drags(this.querySelector(".items"), DRAG, send);
    carries(this, ITEMS);
  }
}

customElements.define("check-list", CheckList);

// Enter adds an item, or saves it; with Shift it begins a line, each of which becomes an item.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.matches?.(":is(.item-new, .item-form) textarea")) return;
  event.preventDefault();
  if (field.value.trim()) field.form.requestSubmit();
});
