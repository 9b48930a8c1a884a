// What goes with each request of htmx, and what becomes of its answer beside the fragments that htmx lays into the
// page. An answer may say in X-Card where a card is now: {id, column, after, before, gone}. A script that asks htmx may
// add to its request `ready`, called when its turn has come (if that says no, it is not sent), `stay`, whether the card
// is left where it is, `settled`, called once the answer lies in the page (the promise of `htmx.ajax` is kept as soon as
// a request has to wait), and `quiet`: nobody has asked for it, so nobody is told if it fails.
import { sentence, toast } from "./toast.js";

const words = document.getElementById("announcer").dataset;
const home = location.pathname;
// The address of the page itself: while a task lies over it, the address bar shows the task's.
let address = location.href;
let handFree = Promise.resolve();

export function ok(ctx) {
  return ctx.response?.status < 400;
}

// A change that a script makes; changes are sent one after the other, as the forms of the page are.
export function change(url, values, more = {}) {
  htmx.ajax("POST", url, { values, swap: "none", ...more });
}

// While a card is in the hand no answer touches the board: it would take the card out of it. Returns what ends that.
export function holdAnswers() {
  let release;
  handFree = new Promise((resolve) => (release = resolve));
  return release;
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const board = document.getElementById("board");
  const view = document.querySelector("task-view");
  const task = view?.dataset.task;
  // Where the talk begins that is shown: it goes on to do so when the task is laid anew.
  const talk = view?.querySelector(".comment")?.dataset.comment;
  const { headers } = ctx.request;
  if (location.pathname === home) address = location.href;
  if (board) Object.assign(headers, { "X-Board": board.dataset.project, "X-Board-Query": address });
  if (task) headers["X-Task"] = task;
  if (talk) headers["X-Talk"] = talk;
});

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.ready && !ctx.ready(ctx)) return event.preventDefault();
  const { fetch } = ctx;
  ctx.fetch = async (...request) => {
    const answer = await fetch(...request);
    clearTimeout(ctx.requestTimeout);
    await handFree;
    return answer;
  };
});

document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
  ctx.card = JSON.parse(ctx.response.headers.get("X-Card") ?? "null");
});

// What has been asked from a place that is gone holds fragments for others all the same; htmx would lay none.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.target && !ctx.target.isConnected) Object.assign(ctx, { target: document.body, swap: "none" });
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.settled?.(ctx));

document.addEventListener("htmx:error", ({ detail: { ctx } }) => ctx && !ctx.quiet && toast(words.offline));

// Refusals bring their sentence along. What doesn't come from this site's own pages (a proxy is in the way) is never laid
// into a corner of this one.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.quiet) return (ctx.text = "");
  const isSilent = (ctx.hx.reswap ?? ctx.swap) === "none" && !/<hx-partial/i.test(ctx.text);
  // Of a fault nothing is swapped; where it says why, that is said.
  const told = sentence(ctx.text);
  const isForeign = isSilent || /^\s*<(!doctype|html)/i.test(ctx.text);
  if (isForeign) Object.assign(ctx, { text: "", swap: "none" });
  if (!ctx.hx.redirect && (isForeign || ctx.response.status >= 500)) toast(told ?? words.failed);
});

// A box of a filter that was ever pressed would keep its state, whatever the answer says of it: morphing sets the
// attribute alone (findings/htmx-morph-choices.sh).
htmx.registerExtension("filter boxes", {
  htmx_before_morph_attr: (element, { attrName, newValue }) => {
    if (attrName === "checked" && element.closest("#filter")) element.checked = newValue !== null;
  },
});

// A link that is opened beside this page is the browser's; htmx would stop that and do nothing.
addEventListener(
  "click",
  (event) => {
    const beside = event.ctrlKey || event.metaKey || event.shiftKey;
    if (beside && event.target.closest?.("a[hx-get]")) event.stopPropagation();
  },
  true,
);
