// Filter forms send themselves, when a box is ticked and while text is typed. Only what stands around the form is
// exchanged, so that focus, cursor and an open menu stay.
import { waitFor } from "./waiting.js";

const PAUSE = 300;
const KEPT = ".filter-bar [role='status'], .filter-bar > a";
const sentences = document.getElementById("announcer").dataset;
let timer = 0;
let asked = null;

function tell(kind, text) {
  if (text) document.dispatchEvent(new CustomEvent(`boards:${kind}`, { detail: { text, level: "error" } }));
}

function stop() {
  clearTimeout(timer);
  asked?.abort();
}

function later(form, run, pause = PAUSE) {
  stop();
  timer = setTimeout(() => form.isConnected && run(form), pause);
}

function addressOf(form) {
  const chosen = [...new FormData(form)].filter(([_name, value]) => value !== "");
  const query = new URLSearchParams(chosen).toString();
  return form.getAttribute("action") + (query && `?${query}`);
}

async function look(form) {
  const address = addressOf(form);
  asked = new AbortController();
  let answer, text;
  try {
    answer = await waitFor(fetch(address, { signal: asked.signal }));
    text = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") tell("toast", sentences.offline);
    return;
  }
  if (answer.status >= 500) tell("toast", sentences.failed);
  else show(form, address, new DOMParser().parseFromString(text, "text/html"));
}

function show(form, address, page) {
  // Meanwhile a task may have been opened, or a card taken into the hand: what is on the screen must stay then.
  if (location.pathname !== new URL(address, location).pathname) return;
  if (document.querySelector("#board.dragging, .card-lifted")) return later(form, look);
  const fresh = page.getElementById(form.id);
  // Signed out, or refused: the page says what there is to say.
  if (!fresh) return location.assign(address);
  document.querySelectorAll(KEPT).forEach((each) => each.remove());
  form.append(...page.querySelectorAll(KEPT));
  tellChosen(form, fresh);
  document.querySelector(".project-header")?.replaceWith(page.querySelector(".project-header"));
  exchange(form, fresh);
  history.replaceState(history.state, "", address);
  document.dispatchEvent(new CustomEvent("boards:filtered"));
  tell("announce", form.querySelector("[role='status']")?.textContent);
}

// The buttons of the menus say what is chosen.
function tellChosen(form, fresh) {
  for (const button of form.querySelectorAll("button[popovertarget]")) {
    const said = fresh.querySelector(`button[popovertarget="${button.getAttribute("popovertarget")}"]`);
    if (said) button.replaceChildren(...said.childNodes);
  }
}

// All that stands beside the form; a board stays and gets new columns, with what was being typed at their feet.
function exchange(form, fresh) {
  const board = document.getElementById("board");
  const lanes = fresh.ownerDocument.getElementById("board");
  for (const each of [...form.parentElement.children]) if (each !== form && each !== board) each.remove();
  const beside = [...fresh.parentElement.children].filter((each) => each !== lanes);
  const at = beside.indexOf(fresh);
  form.before(...beside.slice(0, at));
  form.after(...beside.slice(at + 1));
  if (!board) return;
  for (const typed of board.querySelectorAll(".quick-add [name='title']")) {
    const field = lanes.querySelector(`#${typed.closest(".column").id} .quick-add [name='title']`);
    if (field) field.value = typed.value;
  }
  board.replaceChildren(...lanes.children);
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosubmit]") || event.target.matches("[type='search']")) return;
  later(form, look, 0);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]") && event.target.matches("[type='search']") && !event.isComposing) later(form, look);
});

document.addEventListener("compositionend", (event) => {
  if (event.target.form?.matches("[data-autosubmit]")) later(event.target.form, look);
});

document.addEventListener("submit", (event) => event.target.matches("[data-autosubmit]") && stop());
