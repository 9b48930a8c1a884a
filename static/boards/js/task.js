// A task, in its dialog or on its page. Facts save themselves when they change, texts with a button or Ctrl+Enter; a
// draft is kept meanwhile. If somebody else changed the same field, both texts take the place of the task until one
// is chosen.
import { discard, draftOf, rebase, restore } from "./drafts.js";
import { focusLast } from "./focus.js";
import { ask, board, explain, inTurn, isConflict, lay, place } from "./send.js";
import "./undo.js";

const TEXTS = "textarea[data-save='text']";
const dialog = document.getElementById("dialog");
const path = location.pathname;
const sentences = document.getElementById("announcer").dataset;

class TaskView extends HTMLElement {
  connectedCallback() {
    const anew = Boolean(this.newest);
    this.newest ??= new Map();
    this.restore();
    if (anew) return;
    this.addEventListener("change", (event) => this.changed(event.target));
    this.addEventListener("click", (event) => this.clicked(event.target));
    this.addEventListener("keydown", (event) => this.pressed(event));
    // Enter in a field: its change has been sent for, the form as a whole is for browsers without scripts.
    this.addEventListener("submit", (event) => event.target.matches(".task-form") && event.preventDefault());
  }

  field(name) {
    return this.querySelector(`[data-save][name="${name}"]`);
  }

  // What was typed and not saved comes back; all else shows what was answered.
  restore() {
    restore();
    this.querySelectorAll("chip-picker").forEach((picker) => picker.narrow?.());
    for (const fact of this.querySelectorAll("input[data-save]")) {
      if (this.newest.has(fact.name)) continue;
      if (fact.matches("[type='checkbox'], [type='radio']")) fact.checked = fact.defaultChecked;
      else if (fact !== document.activeElement || fact.sent === fact.value) fact.value = fact.defaultValue;
    }
  }

  clicked(place) {
    const { saveText, cancelText } = place.closest("[data-save-text], [data-cancel-text]")?.dataset ?? {};
    if (saveText) this.save(this.field(saveText));
    if (cancelText) this.cancel(this.field(cancelText));
    const editor = place.closest("summary")?.parentElement.querySelector(TEXTS);
    if (editor) requestAnimationFrame(() => editor.checkVisibility() && focusLast(editor));
  }

  // Nothing typed is thrown away by a slip.
  cancel(field) {
    if (field.value !== field.defaultValue && !confirm(sentences.discard)) return;
    discard(field);
    const details = field.closest("details");
    details.open = false;
    details.querySelector("summary").focus();
  }

  changed(field) {
    if (!field.matches("[data-save]") || field.name === "description") return;
    field.sent = field.value;
    this.save(field.type === "checkbox" ? together(field) : field);
  }

  pressed(event) {
    const field = event.target;
    if (!field.matches(TEXTS)) return;
    const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey || field.name === "title");
    if (!saves) return;
    event.preventDefault();
    this.save(field);
  }

  // One save at a time; of several waiting for the same field only the newest is sent.
  save({ name, value, defaultValue }) {
    if (name === "title" && value === defaultValue) return;
    const turn = Symbol(name);
    this.newest.set(name, turn);
    this.hold(name, true);
    inTurn(() => this.newest.get(name) === turn && this.send(name, value));
  }

  // What was chosen after a save was sent stays as it is when that save is answered.
  hold(name, waits) {
    this.querySelector(`chip-picker:has([name="${name}"])`)?.toggleAttribute("hx-morph-skip", waits);
  }

  async send(name, value) {
    this.newest.delete(name);
    this.hold(name, false);
    const { task } = this.dataset;
    const version = draftOf(this.field(name))?.version ?? this.dataset.version;
    const body = new URLSearchParams({ version, draft: task, [name]: value });
    const answer = await ask(`/tasks/${task}/edit/`, { body, target: this });
    await show(answer, this);
    if (answer.ok) rebase(this.field(name), this.dataset.version);
  }
}

// Boxes of one name are one fact.
function together({ form, name }) {
  return { name, value: new FormData(form).getAll(name).filter(Boolean).join(",") };
}

// Lays the answer to a save over the task, or over the conflict that was in its place.
async function show(answer, view) {
  if (answer.card) place(answer.card);
  if (isConflict(answer)) return showConflict(answer.text, view);
  const own = view && answer.text.includes("<task-view");
  // A task that is laid anew says itself what was refused.
  if (!own) explain(answer);
  if (!answer.text || answer.status >= 500) return null;
  await lay(answer.text, own ? view : null, own ? "outerMorph" : "none");
  return document.getElementById("task")?.restore?.();
}

async function showConflict(text, view) {
  await lay(text, view ?? document.getElementById("dialog-inside"), "innerHTML");
  const conflict = document.getElementById("conflict");
  conflict.tabIndex = -1;
  conflict.focus();
}

async function settle(form) {
  const view = form.closest("task-view");
  const body = new URLSearchParams(new FormData(form));
  const answer = await inTurn(() => ask(form.action, { body, target: view }));
  await show(answer, view);
  if (answer.ok && !view) dialog.close();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("task-view .conflict form, #dialog .conflict form")) return;
  event.preventDefault();
  settle(event.target);
});

document.addEventListener("boards:conflict", (event) => showConflict(event.detail.text, null));

// The page of a task that was reloaded from the dialog's address: the board it stood over is another page.
addEventListener("popstate", () => {
  if (!board() && location.pathname !== path) location.reload();
});

customElements.define("task-view", TaskView);
