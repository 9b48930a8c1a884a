// A task, in its dialog or on its page. Facts and the title save themselves when they change, the description with a
// button or Ctrl+Enter; what was typed and not saved outlives every answer (drafts.js).
import { discard } from "./drafts.js";
import "./files.js";
import { focusLast } from "./focus.js";
import "./checklist-order.js";
import "./checklists.js";
import "./task-dialog.js";
import "./undo.js";

const words = document.getElementById("announcer").dataset;
const newest = new WeakMap();

// Changes wait for their turn. Of several of one fact only the newest is sent, and until it is, what was chosen stays.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const fact = ctx.sourceElement;
  if (!fact.matches("[data-fact]")) return;
  newest.set(fact, ctx);
  fact.setAttribute("hx-morph-skip", "");
  fact.querySelectorAll("input").forEach((field) => (field.sent = field.value));
});

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  const fact = ctx.sourceElement;
  if (!newest.has(fact)) return;
  const title = fact.querySelector("textarea");
  // The title is sent by Enter, and told as changed once more when it is left.
  if (newest.get(fact) !== ctx || (title && title.value === title.defaultValue)) event.preventDefault();
  if (newest.get(fact) === ctx) fact.removeAttribute("hx-morph-skip");
});

// Facts show what was answered, but for one that is being changed.
document.addEventListener("htmx:after:swap", () => {
  for (const field of document.querySelectorAll("[data-fact]:not([hx-morph-skip]) input[data-save]")) {
    if (field.matches("[type='checkbox'], [type='radio']")) field.checked = field.defaultChecked;
    else if (field !== document.activeElement || field.sent === field.value) field.value = field.defaultValue;
  }
});

// Nothing typed is thrown away by a slip.
function cancel(details) {
  const field = details.querySelector("textarea");
  if (field.value !== field.defaultValue && !confirm(words.discard)) return;
  discard(field);
  details.open = false;
  details.querySelector("summary").focus();
}

document.addEventListener("click", ({ target }) => {
  const details = target.closest?.("task-view details");
  const editor = target.closest?.("summary") && details?.querySelector("textarea, input:is([type='search'], [type='url'], [type='text'])");
  const begin = () => editor.checkVisibility() && editor !== document.activeElement && focusLast(editor);
  if (editor) requestAnimationFrame(begin);
  if (target.closest?.("[data-cancel-text]")) cancel(details);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches?.("task-view textarea")) return;
  const save = field.closest("details, .comment-new")?.querySelector("[data-save-text]");
  const isTitle = field.matches(".task-title");
  if (!isTitle && !(save && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  if (!isTitle) save.click();
  else field.dispatchEvent(new Event("change", { bubbles: true }));
});

// A link to a comment that was written long ago.
if (/^#comment-\d+$/.test(location.hash) && !document.querySelector(location.hash) && document.querySelector("task-view")) {
  location.replace(`?comment=${location.hash.slice(9)}${location.hash}`);
}

// Enter in a field: its change has been sent for, the form as a whole is for browsers without scripts.
document.addEventListener("submit", (event) => event.target.matches(".task-form") && event.preventDefault());
