// That something has changed: marked for a moment, told to screen readers in one sentence, or said where it concerns what
// is open. And the sign that says whether the page follows.
const sign = document.getElementById("live");
const region = document.getElementById("live-news");
const MARKED = 2500;
const GATHERED = 1000;
const PAUSE = 4000;
const QUIET = 2000;
const words = sign?.dataset ?? {};
let names = new Map();
let left = new Map();
let timer = 0;
let last = 0;
let shows = 0;

function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);
}

function mark(id) {
  const marked = document.getElementById(id);
  marked?.classList.add("changed");
  setTimeout(() => marked?.classList.remove("changed"), MARKED);
}

function sentence({ isWhole }) {
  const [[card, isGone] = [], [other] = []] = names;
  if (!names.size) return isWhole ? words.whole : "";
  if (names.size === 1) return fill(isGone ? words.left : words.one, { card });
  return fill(names.size === 2 ? words.two : words.many, { card, other, count: names.size });
}

function speak(how) {
  region.textContent = sentence(how);
  names = new Map();
  last = Date.now();
}

// `news` and `gone` are the names of cards by their ids.
export function tell({ news = new Map(), gone = new Map(), isWhole, note: noted }) {
  if (noted) note(noted);
  [...news.keys()].forEach(mark);
  news.forEach((name) => names.set(name, false));
  gone.forEach((name) => names.set(name, true));
  left = new Map([...left, ...gone]);
  if (!names.size && !isWhole) return;
  clearTimeout(timer);
  timer = setTimeout(speak, Math.max(GATHERED, last + PAUSE - Date.now()), { isWhole });
}

// What stands in `#live-KIND`, above the page, and in a task that lies over it.
export function note(kind, places = document.querySelectorAll("#live-note, .dialog #task-news")) {
  const noted = document.getElementById(`live-${kind}`).content;
  for (const place of places) {
    if (kind !== "gone" && place.id !== "live-note") continue;
    if (place.dataset.kind !== kind || !place.childElementCount) place.replaceChildren(...noted.cloneNode(true).children);
    place.dataset.kind = kind;
  }
}

// What was typed into fields that are not there any more.
export function noteTyped(texts) {
  note("typed");
  document.querySelector("#live-note [data-typed]").textContent = texts.join("\n");
}

// An open task whose card the filter hides now says so, beside what has been changed of it.
export function noteHidden() {
  const view = document.querySelector("task-view:not([data-gone])");
  const isHidden = document.querySelector(".filter-count") && left.has(`task-${view?.dataset.task}`);
  left = new Map();
  const told = document.getElementById("live-hidden")?.content.firstElementChild;
  if (isHidden) view.querySelector("#task-news").append(told.cloneNode(true));
}

function stateOf({ isOpen, wasOpen, isAway, isSlow, isOver }) {
  if (isOver) return "";
  if (isAway) return "offline";
  if (isOpen) return isSlow ? "slow" : "open";
  return wasOpen ? "reconnecting" : "";
}

// A connection that is back within moments was none of anybody's business.
document.addEventListener("boards:connection", ({ detail }) => {
  clearTimeout(shows);
  const state = stateOf(detail);
  shows = setTimeout(show, state === "reconnecting" ? QUIET : 0, state);
});

function show(state) {
  if (sign.dataset.state === state) return;
  sign.dataset.state = state;
  sign.title = words[`title${state}`] ?? "";
  sign.querySelector(".live-word").textContent = words[`word${state}`] ?? "";
}
