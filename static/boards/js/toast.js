// Toasts come with the page, with an answer of htmx, or from a script; they leave after a while unless somebody is
// looking at them (toast.css), and never take the focus. `boards:toast` {text, level} shows one, `boards:announce`
// {text} tells screen readers alone.
const region = document.getElementById("toasts");
const announcer = document.getElementById("announcer");

// The region is a popover so that it lies above an open dialog, and inside of it so that it can be pressed: what lies
// outside of a modal dialog is dead. It is raised again for each new toast.
function raise() {
  const home = document.querySelector("dialog:modal") ?? document.body;
  const moved = region.parentElement !== home;
  if (moved) home.append(region);
  region.popover = "manual";
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover();
  dodge();
  return moved;
}

// Neither what has the focus nor the card in question is covered: the toasts go to the other end of the window.
function dodge() {
  const toast = [...region.querySelectorAll(".toast")].at(-1);
  if (!toast) return;
  const cards = document.querySelector("dialog:modal") ? [] : [document.getElementById(`task-${toast.dataset.about}`)];
  const others = [document.activeElement, ...cards].filter((each) => each && each !== document.body);
  if (others.some((each) => !region.contains(each) && lies(each))) region.classList.toggle("toasts-top");
}

function lies(under) {
  const [ours, theirs] = [region.getBoundingClientRect(), under.getBoundingClientRect()];
  const across = theirs.right > ours.left && theirs.left < ours.right;
  return across && theirs.bottom > ours.top && theirs.top < ours.bottom && theirs.height < innerHeight / 2;
}

// What lies outside a modal dialog is silent for screen readers: say it inside.
function sayInside(text) {
  const dialog = document.querySelector("dialog:modal");
  if (!dialog) return false;
  let live = dialog.querySelector(":scope > .visually-hidden");
  if (!live) {
    live = Object.assign(document.createElement("div"), { className: "visually-hidden", role: "status" });
    dialog.append(live);
  }
  setTimeout(() => (live.textContent = text), 50);
  return true;
}

function show({ text, level }) {
  const toast = document.getElementById(`toast-${level}`).content.firstElementChild.cloneNode(true);
  toast.querySelector(".toast-text").textContent = text;
  region.append(toast);
}

// One of a kind at a time: what was done, or what went wrong. Undo reaches further back by its key. Once something goes
// wrong nothing is left to say of what was done, unless its button is; once something works, nothing of what was wrong.
function replace(toast) {
  const wrong = toast.matches(".toast-error");
  for (const old of region.querySelectorAll(".toast")) {
    if (old === toast || old.contains(document.activeElement)) continue;
    if (old.matches(".toast-error") === wrong || (wrong && !old.querySelector("form"))) old.remove();
    else if (toast.matches(".toast-success")) mended(old);
  }
}

// Two answers may come at once: what went wrong stays for as long as it takes to read it (toast.css).
function mended(error) {
  error.dataset.mended = "";
}

function arrived(toast) {
  replace(toast);
  // A live region that has just been moved says nothing of what came with it.
  if (raise()) sayInside(toast.querySelector(".toast-text").textContent);
}

document.addEventListener(
  "close",
  (event) => {
    if (!event.target.contains(region)) return;
    document.body.append(region);
    if (region.querySelector(".toast")) raise();
  },
  true,
);
document.addEventListener("boards:dialog-opened", () => region.querySelector(".toast") && raise());
// A change that is told beside its field, and not by a toast.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.headers.has("X-Undo")) region.querySelectorAll(".toast-error").forEach(mended);
});
document.addEventListener("focusin", dodge);
document.addEventListener("boards:toast", (event) => show(event.detail));
document.addEventListener("boards:announce", (event) => {
  if (sayInside(event.detail.text)) return;
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = event.detail.text), 50);
});
region.addEventListener("click", ({ target }) => target.closest("[data-toast-dismiss]")?.closest(".toast").remove());
region.addEventListener("animationend", ({ animationName: name, target }) => name === "toast-out" && target.remove());
new MutationObserver((records) => {
  const added = records.flatMap((record) => [...record.addedNodes]);
  added.filter((node) => node.matches?.(".toast")).forEach(arrived);
}).observe(region, { childList: true });
if (region.querySelector(".toast")) raise();
