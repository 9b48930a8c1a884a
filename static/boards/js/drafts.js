// What is typed into a form with `data-draft="KEY"` is kept in this browser until it is saved, so that neither closing nor
// an ended session throws it away. It comes back with a mark that says since when it waits, and a way to discard it.
// A draft is its person's alone, and knows the version it was begun on: what somebody else writes meanwhile is then a
// conflict, never overwritten. `data-draft-unsaved` on a form: what it shows has not been saved either.
let person = document.body.dataset.person;
const words = document.getElementById("announcer").dataset;
const TEXTS = "[data-draft] :is(textarea, input[type='text'], input:not([type])), textarea[form]";
const MONTH = 30 * 24 * 3600 * 1000;

function drafted(field) {
  return Boolean(person && field.name && field.matches?.(TEXTS) && field.form?.dataset.draft);
}

function fields() {
  return [...document.querySelectorAll(TEXTS)].filter(drafted);
}

function keyOf({ form, name }) {
  return `draft:${person}:${form.dataset.draft}:${name}`;
}

// Without storage, or without room in it, there are no drafts: the browser asks before the page is left.
function storage(run) {
  try {
    return run(localStorage);
  } catch {
    return null;
  }
}

function read(key) {
  return storage((store) => JSON.parse(store.getItem(key)));
}

function drop(key) {
  storage((store) => store.removeItem(key));
  marksOf(key).forEach((mark) => mark.remove());
}

export function draftOf(field) {
  return field && read(keyOf(field));
}

function keep(field) {
  const { form, value, defaultValue } = field;
  const key = keyOf(field);
  if (value === defaultValue && form.dataset.draftUnsaved === undefined) return drop(key);
  const draft = read(key);
  if (draft?.text === value) return null;
  const version = draft?.version ?? form.dataset.version ?? form.elements.version?.value;
  const text = JSON.stringify({ text: value, version, at: Date.now() });
  field.toggleAttribute("data-unkept", !storage((store) => store.setItem(key, text) ?? true));
  return placeOf(field) && mark(field);
}

// What was typed on while a save was under way goes on from the version that save has made.
export function rebase(field, version) {
  const draft = draftOf(field);
  if (draft) storage((store) => store.setItem(keyOf(field), JSON.stringify({ ...draft, version })));
}

// What a form sent has been saved; what has been typed since is a draft still.
export function saved(body) {
  const form = body?.get?.("draft");
  if (!form) return;
  for (const [name, text] of body) {
    const key = `draft:${person}:${form}:${name}`;
    if (read(key)?.text === text) drop(key);
  }
}

function marksOf(key) {
  return [...document.querySelectorAll(".draft-mark")].filter((mark) => mark.dataset.of === key);
}

// Where a form has a place for the mark it is shown from the first letter on, for nothing moves; else when it comes back.
function placeOf(field) {
  return field.closest("details")?.querySelector("[data-draft-place]");
}

function inWords(at) {
  const today = new Date(at).toDateString() === new Date().toDateString();
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  return new Date(at).toLocaleString(language, { timeStyle: "short", ...(!today && { dateStyle: "medium" }) });
}

function mark(field) {
  const key = keyOf(field);
  const at = read(key)?.at;
  const shown = document.getElementById("draft-mark").content.firstElementChild.cloneNode(true);
  if (at) shown.querySelector("time").textContent = inWords(at);
  shown.dataset.of = key;
  shown.querySelector("button").addEventListener("click", () => discard(field));
  marksOf(key).forEach((old) => old.remove());
  const place = placeOf(field);
  if (place) place.append(shown);
  else (field.closest(".quick-add") ?? field).after(shown);
}

export function discard(field) {
  field.value = field.defaultValue;
  drop(keyOf(field));
  restore();
  field.focus();
}

// What was typed and not saved comes back into its field, and the form says on what version that was.
export function restore() {
  const begun = new Map();
  for (const field of fields()) {
    const draft = draftOf(field);
    const { form } = field;
    if (form.dataset.draftUnsaved !== undefined) {
      keep(field);
      continue;
    }
    begun.set(form, [...(begun.get(form) ?? []), ...(draft?.version ? [draft.version] : [])]);
    if (draft?.text === field.defaultValue) drop(keyOf(field));
    else if (draft) bringBack(field, draft);
  }
  for (const [{ dataset, elements: { version } }, versions] of begun) {
    if (!version) continue;
    dataset.version ??= version.value;
    version.value = Math.min(dataset.version, ...versions);
  }
}

function bringBack(field, { text }) {
  if (field.value !== text) field.value = text;
  const details = field.closest("details");
  if (details) details.open = true;
  mark(field);
}

function begin() {
  document.querySelectorAll("[data-saved]").forEach(({ dataset }) => keysOf(dataset.saved).forEach(drop));
  const old = (key) => key.startsWith("draft:") && read(key)?.at < Date.now() - MONTH;
  storage((store) => Object.keys(store).filter(old).forEach(drop));
  restore();
}

function keysOf(form = "") {
  const mine = `draft:${person}:${form && `${form}:`}`;
  return storage((store) => Object.keys(store).filter((key) => key.startsWith(mine))) ?? [];
}

document.addEventListener("input", (event) => drafted(event.target) && keep(event.target));
document.addEventListener("formdata", ({ target, formData }) => {
  if (person && target.dataset.draft) formData.set("draft", target.dataset.draft);
});
document.addEventListener("htmx:after:request", ({ detail }) => detail.ctx.response?.status < 400 && saved(detail.ctx.request.body));
document.addEventListener("boards:filtered", restore);
// What was sent and refused stands in its field again, without a key having been pressed.
addEventListener("pagehide", () => fields().forEach((field) => field.value && field.closest(".quick-add") && keep(field)));
addEventListener("beforeunload", (event) => {
  const lost = (field) => field.matches("[data-unkept]") && field.value !== field.defaultValue && !field.form.dataset.sent;
  if (fields().some(lost)) event.preventDefault();
});

// Who signs out leaves nothing behind in this browser.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[action$='/accounts/logout/']") || !keysOf().length) return;
  if (!confirm(words.drafts)) return event.preventDefault();
  keysOf().forEach(drop);
  person = "";
});

if (person) begin();
