// A task, in its dialog or on its page. Facts save themselves when they change, texts with a button or Ctrl+Enter.
// What is being typed is kept in this browser until it is saved, so that closing never throws it away.
import { ask, explain, inTurn, lay, place } from "./send.js";

const TEXTS = "textarea[data-save='text']";

function draftKey(view, field) {
  return `draft:${view.dataset.task}:${field.name}`;
}

function keep(view, field) {
  const key = draftKey(view, field);
  try {
    if (field.value === field.defaultValue) localStorage.removeItem(key);
    else localStorage.setItem(key, field.value);
  } catch {
    // No storage: the browser's own question before leaving the page still holds.
  }
}

function draft(view, field) {
  try {
    return localStorage.getItem(draftKey(view, field));
  } catch {
    return null;
  }
}

class TaskView extends HTMLElement {
  connectedCallback() {
    this.restoreDrafts();
    if (this.ready) return;
    this.ready = true;
    this.addEventListener("change", (event) => this.changed(event.target));
    this.addEventListener("input", (event) => event.target.matches(TEXTS) && keep(this, event.target));
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-save-text]");
      if (button) this.save(this.field(button.dataset.saveText));
    });
    this.addEventListener("keydown", (event) => this.pressed(event));
  }

  field(name) {
    return this.querySelector(`[data-save][name="${name}"]`);
  }

  restoreDrafts() {
    for (const field of this.querySelectorAll(TEXTS)) {
      const text = draft(this, field);
      if (text === null || text === field.defaultValue) continue;
      if (field.value !== text) field.value = text;
      const details = field.closest("details");
      if (details) details.open = true;
    }
  }

  changed(field) {
    if (field.matches("[data-save]") && field.name !== "description") this.save(field);
  }

  pressed(event) {
    const field = event.target;
    if (!field.matches(TEXTS)) return;
    const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey || field.name === "title");
    if (!saves) return;
    event.preventDefault();
    this.save(field);
  }

  save(field) {
    const { name, value } = field;
    if (name === "title" && value === field.defaultValue) return;
    inTurn(`task:${this.dataset.task}`, () => this.send(name, value));
  }

  async send(name, value) {
    const version = document.getElementById("task")?.dataset.version ?? this.dataset.version;
    const answer = await ask(`/tasks/${this.dataset.task}/edit/`, { body: new URLSearchParams({ version, [name]: value }) });
    if (answer.card) place(answer.card);
    if (answer.status === 409 && answer.text.includes("conflict")) {
      await lay(answer.text, this, "innerHTML");
      this.querySelector("h2")?.scrollIntoView({ block: "nearest" });
      return;
    }
    if (answer.ok) this.forget(name, value);
    else explain(answer);
    if (answer.text && answer.status < 500) await this.refresh(answer);
  }

  forget(name, value) {
    try {
      const key = `draft:${this.dataset.task}:${name}`;
      if (localStorage.getItem(key) === value) localStorage.removeItem(key);
    } catch {
      // No storage, no draft.
    }
  }

  async refresh(answer) {
    const typed = [...this.querySelectorAll(TEXTS)].filter((field) => field.value !== field.defaultValue);
    typed.forEach((field) => keep(this, field));
    const own = answer.text.includes("<task-view");
    await lay(answer.text, own ? this : null, own ? "outerMorph" : "none");
    const view = document.getElementById("task");
    view?.restoreDrafts?.();
  }
}

addEventListener("beforeunload", (event) => {
  const open = [...document.querySelectorAll(TEXTS)].some((field) => field.value !== field.defaultValue && draftLost(field));
  if (open) event.preventDefault();
});

function draftLost(field) {
  const view = field.closest("task-view");
  return view && draft(view, field) !== field.value;
}

customElements.define("task-view", TaskView);
