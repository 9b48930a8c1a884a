// <mention-list>, behind a text: after an @ it offers the people who can have the task, as the list of assignees has them.
// Arrows, Enter or Tab, or a press pick one, as `@[Mina Park](person:7)`. Escape leaves the words as they are.
const TYPED = /(?:^|[\s([{"'])@([\p{L}\p{N}'.-]*(?: [\p{L}\p{N}'.-]+)?)$/u;
const MOST = 6;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// On a board the filter offers them too: each person once.
function people() {
  const boxes = [...document.querySelectorAll("chip-picker input[name='assignee']")].filter(({ value }) => /^\d+$/.test(value));
  const names = new Map(boxes.map((box) => [box.value, box.closest("label").lastElementChild.textContent.trim()]));
  return [...names].map(([id, name]) => ({ id, name }));
}

const begins = (name, typed) => plain(name).startsWith(plain(typed));

// First those whose name begins so, then those of whose names a later word does.
function fitting(typed) {
  const all = people();
  const first = all.filter(({ name }) => begins(name, typed));
  const later = all.filter(({ name }) => name.split(/\s+/).some((word) => begins(word, typed)));
  return [...new Set([...first, ...later])].slice(0, MOST);
}

class MentionList extends HTMLElement {
  connectedCallback() {
    this.field = this.previousElementSibling;
    this.id ||= `${this.field.id}-people`;
    this.field.setAttribute("aria-controls", this.id);
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("keydown", (event) => !this.hidden && this.pressed(event));
    this.field.addEventListener("blur", () => this.close());
    // Before the text loses the focus.
    this.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.pick(event.target.closest("[role='option']"));
    });
  }

  get typed() {
    return TYPED.exec(this.field.value.slice(0, this.field.selectionStart))?.[1];
  }

  offer() {
    const found = this.typed === undefined ? [] : fitting(this.typed);
    this.replaceChildren(...found.map((person, place) => this.option(person, place)));
    this.hidden = !found.length;
    this.choose(0);
  }

  option({ id, name }, place) {
    const option = document.createElement("div");
    Object.assign(option, { role: "option", textContent: name, id: `${this.id}-${place}` });
    option.dataset.person = id;
    return option;
  }

  choose(place) {
    this.chosen = this.children[(place + this.children.length) % (this.children.length || 1)];
    [...this.children].forEach((each) => each.setAttribute("aria-selected", each === this.chosen));
    this.field.setAttribute("aria-activedescendant", this.hidden ? "" : this.chosen.id);
  }

  pressed(event) {
    const place = [...this.children].indexOf(this.chosen);
    if (event.key === "ArrowDown") this.choose(place + 1);
    else if (event.key === "ArrowUp") this.choose(place - 1);
    else if (event.key === "Escape") this.close();
    else if (["Enter", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey) this.pick(this.chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(option) {
    if (!option) return;
    const end = this.field.selectionStart;
    const name = option.textContent.replace(/[[\]]/g, "");
    this.field.setRangeText(`@[${name}](person:${option.dataset.person}) `, end - this.typed.length - 1, end, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
  }

  close() {
    this.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }
}

customElements.define("mention-list", MentionList);
