// <chip-picker>: a menu of boxes or radio buttons that is narrowed by typing. Enter chooses the first that is left, or
// the one that has the focus; a word that is not in the list is offered as new. See templates/boards/_picker.html.
import { announce } from "./toast.js";

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const SHOWN = 6;
const marksOf = (line) => [...line.querySelectorAll(":scope > span")];
const wordsOf = (line) => plain(marksOf(line).at(-1).textContent.trim());
const same = (one, other) => one.normalize("NFKC").toLowerCase() === other.normalize("NFKC").toLowerCase();

class ChipPicker extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = this.querySelector("[role='group']");
    // Before, not after: "toggle" comes a while later, and what has been typed by then would be lost.
    this.list.addEventListener("beforetoggle", (event) => event.newState === "open" && this.opens());
    this.addEventListener("input", (event) => event.target === this.field && this.narrow());
    this.addEventListener("change", (event) => this.changed(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    // Arrow keys only walk (menu.js), so a click is a choice.
    this.addEventListener("click", (event) => event.target.type === "radio" && this.closes && this.list.hidePopover());
  }

  // A part of a form is always open.
  get closes() {
    return this.list.popover !== null;
  }

  get field() {
    return this.querySelector("[data-find]");
  }

  get fresh() {
    return this.querySelector(".picker-new");
  }

  get lines() {
    return [...this.querySelectorAll(".menu-check:not(.picker-new)")];
  }

  // The browser gives the focus to the one that is marked for it. On a phone the keyboard would cover the list: there
  // it comes when the field is touched.
  opens() {
    this.clear();
    // What was refused is not chosen.
    this.querySelectorAll("[data-sends]").forEach((box) => (box.checked = box.defaultChecked));
    this.querySelectorAll("[autofocus]").forEach((input) => (input.autofocus = false));
    const typed = matchMedia("(pointer: coarse)").matches ? null : this.field;
    const first = typed ?? this.querySelector("input:checked");
    if (first) first.autofocus = true;
  }

  clear() {
    if (this.field) this.field.value = "";
    this.narrow();
  }

  narrow() {
    if (!this.field) return;
    const typed = this.field.value.trim();
    const parts = plain(typed).split(/\s+/);
    for (const line of this.lines) line.hidden = !parts.every((part) => wordsOf(line).includes(part));
    if (this.fresh) this.offer(typed);
    const shown = [...this.querySelectorAll(".menu-check:not([hidden])")];
    this.querySelector(".picker-first")?.classList.remove("picker-first");
    const first = shown.find((line) => wordsOf(line).startsWith(plain(typed))) ?? shown[0];
    if (typed) first?.classList.add("picker-first");
    this.querySelector("[data-none]").hidden = shown.length > 0;
  }

  offer(typed) {
    const box = this.fresh.querySelector("input");
    box.value = this.fresh.querySelector(".tag").textContent = typed;
    this.fresh.hidden = !typed || Boolean(this.lineOf(typed));
  }

  lineOf(word) {
    return this.lines.find((line) => same(line.querySelector("input").value, word));
  }

  changed(event) {
    const box = event.target;
    if (box === this.field) return;
    if (this.fresh?.contains(box)) {
      event.stopPropagation();
      return this.add(box);
    }
    const { chosen, removed } = this.dataset;
    const text = `${box.closest("label").textContent.trim()}: ${box.checked ? chosen : removed}`;
    announce(text);
    this.tell();
    if (box.matches("[data-sends]")) box.form.requestSubmit();
    if (box.type === "checkbox") this.clear();
  }

  // The button of a fact says at once what is chosen; that of a filter follows with the answer.
  tell() {
    const button = this.querySelector(".picker-button");
    if (!button) return;
    const chosen = this.lines.filter((line) => line.querySelector("input").checked);
    const marks = chosen.slice(0, SHOWN).flatMap(marksOf).map((mark) => mark.cloneNode(true));
    const more = chosen.length > SHOWN ? [`+${chosen.length - SHOWN}`] : [];
    button.replaceChildren(...(chosen.length ? marks : [this.dataset.none]), ...more, button.lastElementChild);
  }

  // A new word becomes a line like the others, marked as new until the server has it.
  add(box) {
    this.narrow();
    box.checked = false;
    const line = this.fresh.cloneNode(true);
    line.classList.remove("picker-new");
    this.fresh.before(line);
    const made = line.querySelector("input");
    Object.assign(made, { name: box.dataset.name, checked: true });
    made.dispatchEvent(new Event("change", { bubbles: true }));
    this.field.focus();
  }

  pressed(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !target.matches("input")) return;
    const typing = target === this.field;
    this.narrow();
    if (key === "Enter") this.choose(typing ? this.querySelector(".picker-first input") : target);
    else if (key === "ArrowDown" && typing && !this.closes) this.querySelector(".picker-first input")?.focus();
    else if (key === "," && typing && this.fresh) this.takeTyped();
    else if (!typing && this.field && /^\S$/u.test(key)) return this.field.focus();
    else if (target.type !== "radio" || !/^Arrow(Left|Right)$/.test(key)) return;
    event.preventDefault();
  }

  // In a list that is a part of its form, Enter sends that too.
  choose(box) {
    box?.click();
    if (box && !this.closes) box.form.requestSubmit();
  }

  // A comma ends a word, as in a list of tags.
  takeTyped() {
    const typed = this.field.value.trim();
    const box = typed && (this.lineOf(typed) ?? this.fresh).querySelector("input");
    if (box && !box.checked) box.click();
    else this.clear();
  }
}

customElements.define("chip-picker", ChipPicker);
// Lists may have come anew.
document.addEventListener("htmx:after:swap", () => document.querySelectorAll("chip-picker").forEach((each) => each.narrow()));
