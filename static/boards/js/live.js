// An open page follows what others do. When it is told that something has changed (socket.js), it asks for what has, and
// that is laid around whatever is in use (live-lay.js). One question at a time; what is told meanwhile is a part of the
// next one. Where there is no socket it asks now and then.
import { pageAddress } from "./history.js";
import { changesHere, isBusy, keeping } from "./live-lay.js";
import { note, noteHidden } from "./live-news.js";
import { connection, reached, reconnect, tab } from "./socket.js";

const sign = document.getElementById("live");
const POLL = 20_000;
const AGAIN = 300;
// What a proxy says when there is nobody behind it.
const NOBODY = [502, 503, 504];
const SIGNED_OUT = 4401;
const NOWHERE = 4404;
// The newest revision of each project that this page shows or is about to.
const seen = new Map();
let asking = false;
let wanted = null;
let returns = 0;

function find(selector) {
  return document.querySelector(selector);
}

// What is open, and where what has changed of it is asked for.
function questions(force) {
  const [board, view, { page, project }] = [find("#board"), find("task-view:not([data-gone])"), sign.dataset];
  const asked = [];
  if (board) asked.push(aboutBoard(board));
  else if (find("#listing")) asked.push({ address: pageAddress(), force, target: "#filter", select: "#filter", swap: "outerMorph" });
  else if (page === "home") asked.push({ address: "/", target: "#main", select: "#main > *", swap: "innerMorph" });
  else if (page === "report") asked.push(aboutReport(Number(project)));
  if (view && !isChoosing(view)) asked.push(aboutTask(view));
  return asked;
}

function aboutBoard(board) {
  const query = new URLSearchParams({ since: board.dataset.revision, frame: board.dataset.frame });
  for (const list of board.querySelectorAll(".column-cards")) {
    query.append("shown", `${list.dataset.column}:${list.querySelectorAll(".card").length}`);
  }
  const laid = (revision, headers) => {
    Object.assign(board.dataset, { revision, frame: headers.get("X-Frame") });
    // What was changed while the answer was made may be there by half.
    if (revision < (seen.get(Number(board.dataset.project)) ?? 0)) wanted = AGAIN;
  };
  // It may have been filtered otherwise while the answer was on its way.
  const filtered = pageAddress();
  const isLate = () => pageAddress() !== filtered;
  return { address: `/projects/${board.dataset.project}/changes/?${query}`, isLate, laid };
}

// Its figures stay as they are until somebody wants others.
function aboutReport(project) {
  const laid = (revision) => changed({ project, revision: Number(revision) });
  return { address: `/projects/${project}/here/`, laid };
}

// A choice between two texts is left alone until it is made: the answer to that brings what has changed meanwhile.
function isChoosing(view) {
  return Boolean(view.querySelector(".conflict, .asking"));
}

function aboutTask(view) {
  const keep = keeping(view);
  const query = new URLSearchParams([["since", view.dataset.revision], ...keep.map((name) => ["keep", name])]);
  // Somebody has begun to type while the answer was on its way.
  const isLate = () => isChoosing(view) || keeping(view).some((name) => !keep.includes(name));
  // Nothing can be done with it any more, but to read it, and to copy what was typed.
  const gone = () => {
    view.dataset.gone = "";
    view.querySelector(".task-facts").inert = true;
    view.querySelector(".task-body").tabIndex = 0;
    view.querySelector("#task-editing").replaceChildren();
  };
  const laid = (revision, headers) => {
    view.dataset.revision = revision;
    if (headers.has("X-Gone")) gone();
  };
  // Over another page that page may be seen all the same.
  const lost = () => {
    gone();
    if (view.closest(".dialog")) note("gone", view.querySelectorAll("#task-news"));
    else end();
  };
  return { address: `/tasks/${view.dataset.task}/changes/?${query}`, isLate, laid, gone: lost };
}

// Settled once the answer lies in the page. One that is older than what has been done here meanwhile is not laid.
function send({ address, laid, gone = end, ...how }) {
  const before = changesHere();
  const isLate = () => changesHere() !== before || isBusy() || how.isLate?.();
  return new Promise((resolve) => {
    const settled = (ctx) => {
      const status = ctx.response?.status;
      reached(Boolean(status) && !NOBODY.includes(status));
      if (ctx.wasLate) wanted = AGAIN;
      else if (status === 404) gone();
      else if (status < 300 && !ctx.hx?.redirect) laid?.(ctx.response.headers.get("X-Revision"), ctx.response.headers);
      resolve();
    };
    htmx.ajax("GET", address, { source: sign, swap: "none", ...how, quiet: true, isLate, settled });
  });
}

// Asks at a moment of its own within so many milliseconds.
async function ask(within = 0, force = false) {
  wanted = within;
  if (asking) return;
  asking = true;
  while (wanted !== null) {
    if (wanted) await new Promise((resolve) => setTimeout(resolve, wanted * Math.random()));
    wanted = null;
    await Promise.all(questions(force).map(send));
    noteHidden();
  }
  asking = false;
}

// The right to see this has gone, or the thing itself.
function end() {
  connection.isOver = true;
  note("gone");
}

function changed({ project, revision, by, within }) {
  const before = seen.get(project) ?? 0;
  if (revision <= before) return;
  seen.set(project, revision);
  // One's own change is here already, unless another was missed before it.
  if (by !== tab || (before && revision > before + 1)) follow(within);
}

function see(revisions) {
  seen.clear();
  Object.entries(revisions).forEach(([project, each]) => seen.set(Number(project), each));
}

function greeted({ revision, revisions = { [sign.dataset.project]: revision }, within }) {
  const hasMissed = Object.entries(revisions).some(([project, each]) => each > (seen.get(Number(project)) ?? 0));
  // Of several projects one may have gone.
  const hasGone = [...seen.keys()].some((project) => !(project in revisions));
  see(revisions);
  if (hasMissed || hasGone) follow(within);
}

function follow(within) {
  if (sign.dataset.page === "report") note("changed");
  else ask(within);
}

document.addEventListener("boards:told", ({ detail }) => {
  if (detail.type === "changed") changed(detail);
  if (detail.type === "hello") greeted(detail);
  if (detail.type === "inbox") document.body.dispatchEvent(new Event("boards:inbox"));
});

// Closed for good: what is asked now is answered with the way to sign in, or says that there is nothing to be seen any
// more. If it isn't, somebody has signed in anew, and may come back. Closed otherwise: the first try to come back may
// fail, but from the second on it is asked whether anybody is there.
document.addEventListener("boards:closed", async ({ detail: { code, tries } }) => {
  const isRefused = [SIGNED_OUT, NOWHERE].includes(code);
  if (isRefused || tries > 1) await ask();
  if (isRefused && !find("#live-note:not(:empty)") && returns++ < 2) reconnect();
});

function poll() {
  if (!connection.isOpen && !document.hidden) ask();
}

if (sign) {
  see(JSON.parse(sign.dataset.revisions));
  setInterval(poll, POLL);
  ["offline", "online"].forEach((kind) => addEventListener(kind, () => ask()));
  document.addEventListener("visibilitychange", poll);
  // What has become of a change is not known if its answer did not arrive.
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => ctx && !ctx.quiet && ask(AGAIN));
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-live-show]") || !find("#listing")) return;
    event.preventDefault();
    find("#live-note").replaceChildren();
    ask(0, true);
  });
}
