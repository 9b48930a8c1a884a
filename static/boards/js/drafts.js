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

function write(key, draft) {
  return storage((store) => store.setItem(key, JSON.stringify(draft)) ?? true);
}

function drop(key) {
  storage((store) => store.removeItem(key));
  marksOf(key).forEach((mark) => mark.remove());
}

function keep(field) {
  const { form, value, defaultValue } = field;
  const key = keyOf(field);
  if (value === defaultValue && form.dataset.draftUnsaved === undefined) return drop(key);
  const draft = read(key);
  if (draft?.text === value) return null;
  const version = draft?.version ?? form.dataset.version ?? form.elements.version?.value;
  field.toggleAttribute("data-unkept", !write(key, { text: value, version, at: Date.now() }));
  return placeOf(field) && mark(field);
}

// The drafts of what a request sends, each as [key, draft, sent text].
function sentBy(body) {
  const form = { dataset: { draft: body?.get?.("draft") } };
  const sent = form.dataset.draft ? [...body].map(([name, text]) => [keyOf({ form, name }), text]) : [];
  return sent.map(([key, text]) => [key, read(key), text]).filter(([_key, draft]) => draft);
}

// The form that drafts belong to, if it knows its version.
function formOf(body) {
  return document.querySelector(`form[data-draft="${CSS.escape(body?.get?.("draft") ?? "")}"][data-version]`);
}

// A change that had to wait for its turn is one of the version that came meanwhile, or that its text was begun on.
function setVersion({ request: { body } }) {
  const form = formOf(body);
  const begun = sentBy(body).flatMap(([_key, { version }]) => version ?? []);
  if (form) body.set("version", Math.min(form.dataset.version, ...begun));
}

// What a form sent has been saved; what has been typed since is a draft still.
function saved({ request: { body }, response }) {
  if (!(response?.status < 400)) return;
  for (const [key, draft, text] of sentBy(body)) if (draft.text === text) drop(key);
}

// It goes on from the version that the save has made.
function rebase({ request: { body }, response }) {
  const form = response?.status < 400 && formOf(body);
  if (form) sentBy(body).forEach(([key, draft]) => write(key, { ...draft, version: form.dataset.version }));
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
  restore(field.form);
  field.focus();
}

// What was typed and not saved comes back into its field, and the form says on what version that was.
function restore(within) {
  const begun = new Map();
  for (const field of fields().filter((each) => within.contains(each))) {
    const draft = read(keyOf(field));
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
  restore(document);
}

function keysOf(form = "") {
  const mine = `draft:${person}:${form && `${form}:`}`;
  return storage((store) => Object.keys(store).filter((key) => key.startsWith(mine))) ?? [];
}

document.addEventListener("input", (event) => drafted(event.target) && keep(event.target));
document.addEventListener("formdata", ({ target, formData }) => {
  if (person && target.dataset.draft) formData.set("draft", target.dataset.draft);
});
document.addEventListener("htmx:before:request", ({ detail }) => setVersion(detail.ctx));
document.addEventListener("htmx:after:request", ({ detail }) => saved(detail.ctx));
document.addEventListener("htmx:after:settle", ({ target }) => restore(target));
document.addEventListener("htmx:after:swap", ({ detail }) => rebase(detail.ctx));
document.addEventListener("boards:filtered", () => restore(document));
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
