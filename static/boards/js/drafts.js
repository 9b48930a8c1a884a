// What is typed into a form with `data-draft="KEY"` is kept in this browser until it is saved, so that neither closing
// nor an ended session throws it away. It comes back with a mark that says since when, and a way to discard it.
// A draft is its person's alone, and knows the version it was begun on: what somebody else writes meanwhile is then a
// conflict, never overwritten. `data-draft-unsaved` on a form: what it shows has not been saved either.
let person = document.body.dataset.person;
const words = document.getElementById("announcer").dataset;
const TEXTS = "[data-draft] :is(textarea, input:is([type='text'], [type='url'], :not([type]))), textarea[form]";
const MONTH = 30 * 24 * 3600 * 1000;
let store = Object.freeze({});
try {
  store = localStorage;
} catch {
  // It keeps nothing.
}

function drafted(field) {
  return Boolean(person && field.name && field.matches?.(TEXTS) && field.form?.dataset.draft);
}

function fields() {
  return [...document.querySelectorAll(TEXTS)].filter(drafted);
}

function prefix(form) {
  return `draft:${person}:${form ? `${form}:` : ""}`;
}

function keyOf({ form, name }) {
  return prefix(form.dataset.draft) + name;
}

function read(key) {
  return JSON.parse(store[key] ?? null);
}

// Without storage, or without room in it, there are no drafts: the browser asks before the page is left.
function write(key, draft) {
  try {
    store[key] = JSON.stringify(draft);
    return true;
  } catch {
    return false;
  }
}

function drop(key) {
  delete store[key];
  marksOf(key).forEach((mark) => mark.remove());
}

function keep(field) {
  const { form, value, defaultValue } = field;
  const key = keyOf(field);
  if (value === defaultValue && form.dataset.draftUnsaved === undefined) return drop(key);
  const draft = read(key);
  if (draft?.text === value) return null;
  const version = draft?.version ?? form.elements.version?.value;
  field.toggleAttribute("data-unkept", !write(key, { text: value, version, at: Date.now() }));
  return placeOf(field) && mark(field);
}

// The drafts of what is sent, each with its key and the text that goes.
function sentIn(data) {
  const form = data?.get?.("draft");
  const sent = form ? [...data].map(([name, text]) => ({ key: prefix(form) + name, text })) : [];
  return sent.map((each) => ({ ...each, draft: read(each.key) })).filter(({ draft }) => draft);
}

// A save is one of the version that the form knows now, or of the one on which the oldest of its texts was begun. Who
// chooses between two texts has seen the newest.
function setVersion(form, data) {
  const version = form?.elements.version?.value;
  if (!version || form.matches(".conflict form")) return;
  const begun = sentIn(data).flatMap(({ draft }) => draft.version ?? []);
  data.set("version", Math.min(version, ...begun));
}

// The choice between two texts lies over the form whose draft it shares.
function formOf({ request: { body }, sourceElement: source }) {
  const draft = body?.get?.("draft");
  if (source.matches(".conflict form")) return source;
  return draft ? document.querySelector(`form[data-draft="${CSS.escape(draft)}"]`) : null;
}

// What was sent has been saved. What has been typed since is a draft still: of the version that the save has made.
function saved({ request: { body } }) {
  for (const { key, draft, text } of sentIn(body)) if (draft.text === text) drop(key);
}

function rebase(ctx) {
  const version = formOf(ctx)?.elements.version?.value;
  if (version) sentIn(ctx.request.body).forEach(({ key, draft }) => write(key, { ...draft, version }));
}

function marksOf(key) {
  return [...document.querySelectorAll(".draft-mark")].filter((mark) => mark.dataset.of === key);
}

// Where a form has a place for the mark it is shown from the first letter on, for nothing moves; else when it is back.
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
  field.focus();
}

// What was typed and not saved comes back into its field.
function restore(within) {
  for (const field of fields().filter((each) => within.contains(each))) {
    const draft = read(keyOf(field));
    if (field.form.dataset.draftUnsaved !== undefined) keep(field);
    else if (draft?.text === field.defaultValue) drop(keyOf(field));
    else if (draft) bringBack(field, draft);
  }
}

function bringBack(field, { text }) {
  if (field.value !== text) field.value = text;
  const details = field.closest("details");
  if (details) details.open = true;
  mark(field);
}

// Changes that could not be sent before their page was left: in their order, until their person comes back.
export function leaveBehind(changes) {
  const key = prefix("unsent");
  write(key, { changes: [...(read(key)?.changes ?? []), ...changes], at: Date.now() });
}

export function pickUp() {
  const left = person && read(prefix("unsent"))?.changes;
  delete store[prefix("unsent")];
  return left || [];
}

// What was refused long after it was typed.
export function keepTyped(data) {
  const [key, text] = [`${prefix(data.get("draft"))}title`, data.get("title")];
  if (data.has("draft") && text && !read(key)) write(key, { text, at: Date.now() });
  restore(document);
}

function begin() {
  document.querySelectorAll("[data-saved]").forEach(({ dataset }) => keysOf(dataset.saved).forEach(drop));
  const old = (key) => key.startsWith("draft:") && read(key).at < Date.now() - MONTH;
  Object.keys(store).filter(old).forEach(drop);
  restore(document);
}

function keysOf(form) {
  return Object.keys(store).filter((key) => key.startsWith(prefix(form)));
}

document.addEventListener("input", (event) => drafted(event.target) && keep(event.target));
document.addEventListener("formdata", ({ target, formData }) => {
  if (!person || !target.dataset.draft) return;
  formData.set("draft", target.dataset.draft);
  setVersion(target, formData);
});
// It may have waited for its turn, and the form may have come anew meanwhile.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => setVersion(formOf(ctx), ctx.request.body));
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => ctx.response.status < 400 && saved(ctx));
document.addEventListener("htmx:after:settle", ({ target }) => restore(target));
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx.response?.status < 400 && rebase(ctx));
// What was sent and refused stands in its field again, without a key having been pressed.
addEventListener("pagehide", () => {
  fields().forEach((field) => field.value && field.closest(".quick-add") && keep(field));
});
addEventListener("beforeunload", (event) => {
  const unkept = fields().filter((field) => field.matches("[data-unkept]") && !field.form.dataset.sent);
  if (unkept.some((field) => field.value !== field.defaultValue)) event.preventDefault();
});

// Who signs out leaves nothing behind in this browser.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[action$='/accounts/logout/']") || !keysOf().length) return;
  if (!confirm(words.drafts)) return event.preventDefault();
  keysOf().forEach(drop);
  person = "";
});

if (person) begin();
