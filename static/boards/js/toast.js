// Toasts come with the page, with an answer of htmx, or from a script. They leave after a while unless somebody is
// looking at them, at once when a newer one takes their place (toast.css), and never take the focus.
import { around, focusAround } from "./focus.js";

const region = document.getElementById("toasts");
const announcer = document.getElementById("announcer");
const waiting = document.getElementById("waiting");
// Around what had the focus before somebody went to a toast: it goes back there when the toast is gone.
let left = [];

// What goes wrong where no answer of the server says so.
export function toast(text, level = "error") {
  const shown = document.getElementById(`toast-${level}`).content.firstElementChild.cloneNode(true);
  shown.querySelector(".toast-text").textContent = text;
  region.append(shown);
}

// What an answer says that is not laid into the page, if it is one of ours.
export function sentence(html) {
  const told = new DOMParser().parseFromString(html, "text/html").querySelector("hx-partial .toast-text");
  return told?.textContent.trim();
}

// For screen readers alone.
export function announce(text) {
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = text), 50);
}

// What lies outside of a modal dialog can't be pressed, is not shown above it, and is silent for screen readers. A popover
// lies above the menus too; it is raised again for each new toast.
function raise() {
  const home = document.querySelector("dialog:modal") ?? document.body;
  if (region.parentElement !== home) home.append(region, announcer, waiting);
  if (!region.querySelector(".toast")) return;
  region.popover = "manual";
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover();
  dodge();
}

// Neither what has the focus nor the card in question is covered: the toasts go to the other end of the window.
function dodge() {
  const about = [...region.querySelectorAll(".toast")].at(-1)?.dataset.about;
  const card = document.querySelector("dialog:modal") ? null : document.getElementById(`task-${about}`);
  const others = [document.activeElement, card].filter((each) => each && each !== document.body);
  if (others.some((each) => !region.contains(each) && lies(each))) region.classList.toggle("toasts-top");
}

function lies(under) {
  const [ours, theirs] = [region.getBoundingClientRect(), under.getBoundingClientRect()];
  const across = theirs.right > ours.left && theirs.left < ours.right;
  return across && theirs.bottom > ours.top && theirs.top < ours.bottom && theirs.height < innerHeight / 2;
}

document.addEventListener("toggle", ({ target }) => target.matches?.("dialog") && raise(), true);
// What was wrong has been mended, though that is told beside its field and by no toast.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!ctx.response.headers.has("X-Undo")) return;
  region.querySelectorAll(".toast-error").forEach(({ dataset }) => (dataset.mended = ""));
});
document.addEventListener("focusin", ({ target, relatedTarget }) => {
  if (region.contains(target) && !region.contains(relatedTarget)) left = around(relatedTarget);
  else if (!region.contains(target) && !target.matches("dialog")) left = [];
  dodge();
});
region.addEventListener("click", ({ target }) => target.closest("[data-toast-dismiss]")?.closest(".toast").remove());
region.addEventListener("animationend", ({ animationName: name, target }) => name === "toast-out" && target.remove());
new MutationObserver((records) => {
  if (records.some(({ addedNodes }) => addedNodes.length)) raise();
  if (records.some(({ removedNodes }) => removedNodes.length)) focusAround(left);
}).observe(region, { childList: true });
raise();
