// Toasts come with the page, with an answer of htmx, or from a script; they leave after a while unless somebody is
// looking at them, and never take the focus. `boards:toast` {text, level} shows one, `boards:announce` {text} tells
// screen readers alone.
const STAY = 8000;
const MOST = 4;
const region = document.getElementById("toasts");
const announcer = document.getElementById("announcer");

function leave(toast) {
  toast.dataset.leaving = "";
  setTimeout(() => toast.remove(), 200);
}

function arm(toast) {
  let timer;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => leave(toast), STAY);
  };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  start();
}

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

// What has the focus is never covered: the toasts go to the other end of the window.
function dodge() {
  const focused = document.activeElement;
  if (focused === document.body || region.contains(focused) || !region.querySelector(".toast")) return;
  const [ours, theirs] = [region.getBoundingClientRect(), focused.getBoundingClientRect()];
  const covered = theirs.bottom > ours.top && theirs.top < ours.bottom && theirs.right > ours.left && theirs.left < ours.right;
  if (covered && theirs.height < innerHeight / 2) region.classList.toggle("toasts-top");
}

// What lies outside a modal dialog is silent for screen readers: say it inside.
function sayInside(text) {
  const dialog = document.querySelector("dialog:modal");
  if (!dialog) return false;
  let live = dialog.querySelector(":scope > [data-live]");
  if (!live) {
    live = document.createElement("div");
    live.dataset.live = "";
    live.className = "visually-hidden";
    live.role = "status";
    dialog.append(live);
  }
  setTimeout(() => (live.textContent = text), 50);
  return true;
}

function show({ text, level = "info" }) {
  const toast = document.createElement("div");
  toast.className = `toast toast-${level}`;
  const words = document.createElement("p");
  words.className = "toast-text";
  words.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "button button-small";
  dismiss.dataset.toastDismiss = "";
  dismiss.textContent = announcer.dataset.dismiss;
  toast.append(words, dismiss);
  region.append(toast);
}

// Many at once would bury the page: the oldest make room.
function makeRoom() {
  const toasts = [...region.querySelectorAll(".toast:not([data-leaving])")];
  toasts.slice(0, -MOST).forEach((toast) => toast.contains(document.activeElement) || toast.remove());
}

function arrived(toast) {
  arm(toast);
  makeRoom();
  // A live region that has just been moved says nothing of what came with it.
  if (raise()) sayInside(toast.querySelector(".toast-text")?.textContent ?? "");
}

if (region) {
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
  region.querySelectorAll(".toast").forEach(arm);
  if (region.querySelector(".toast")) raise();
  new MutationObserver((records) => {
    const added = records.flatMap((record) => [...record.addedNodes]);
    added.filter((node) => node.matches?.(".toast")).forEach(arrived);
  }).observe(region, { childList: true });
  region.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toast-dismiss]");
    if (button) leave(button.closest(".toast"));
  });
  document.addEventListener("focusin", dodge);
  document.addEventListener("boards:toast", (event) => show(event.detail));
  document.addEventListener("boards:announce", (event) => {
    if (sayInside(event.detail.text)) return;
    announcer.textContent = "";
    setTimeout(() => (announcer.textContent = event.detail.text), 50);
  });
}
