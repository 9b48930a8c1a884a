// Who is here: the others in the head of the project, and beside the description of the open task who is at it. Messages
// carry ids alone; names are asked for when somebody has come or gone. And the others are told what is edited here.
import { say } from "./socket.js";

const project = document.getElementById("live")?.dataset.project;
const me = Number(document.body.dataset.person);
let people = { here: [], editing: {} };
let shown = "[]";
let edited = 0;

function others(ids = []) {
  return ids.filter((id) => id !== me);
}

function openTask() {
  return Number(document.querySelector("task-view:not([data-gone])")?.dataset.task ?? 0);
}

// With nobody here there is nothing to ask for.
function show() {
  const [here, task] = [others(people.here), openTask()];
  const wanted = JSON.stringify(here.length ? [here, task, others(people.editing[task])] : []);
  if (wanted === shown) return;
  const address = `/projects/${project}/here/${task ? `?task=${task}` : ""}`;
  shown = wanted;
  if (here.length) return htmx.ajax("GET", address, { source: "#live", swap: "none", quiet: true });
  document.querySelectorAll("#here, #task-editing").forEach((place) => place.replaceChildren());
  return null;
}

// Whoever has the description before them, or text that is not saved, is at the task.
function isAt(text) {
  return text.value !== text.defaultValue || (text === document.activeElement && text.matches("details *"));
}

function tellEdited() {
  const task = [...document.querySelectorAll("task-view textarea")].some(isAt) ? openTask() : 0;
  if (task === edited) return;
  edited = task;
  say(task ? { type: "editing", task } : { type: "idle" });
}

function look() {
  show();
  tellEdited();
}

if (project) {
  document.addEventListener("boards:told", ({ detail }) => {
    if (detail.type === "hello" && edited) say({ type: "editing", task: edited });
    if (detail.type === "hello") people = detail.people;
    if (detail.type === "people") people = detail;
    if (["hello", "people"].includes(detail.type)) show();
  });
  document.addEventListener("boards:connection", ({ detail: { isOpen } }) => {
    if (!isOpen) people = { here: [], editing: {} };
    if (!isOpen) show();
  });
  // A task has been opened, closed, or laid anew; or somebody has begun to type, or left off.
  document.addEventListener("htmx:after:settle", look);
  document.addEventListener("close", look, true);
  ["input", "focusin", "focusout"].forEach((kind) => document.addEventListener(kind, () => setTimeout(tellEdited)));
}
