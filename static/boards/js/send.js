// Sends changes of cards and lays the answers over the page. An answer holds fragments (hx-partial) for htmx to swap,
// and in its header X-Card where the card is now: {id, column, after, before, gone}.
import { saved } from "./drafts.js";
import { waitFor } from "./waiting.js";

const sentences = document.getElementById("announcer").dataset;
// The board's own address: while a task lies over it, the address bar shows the task's.
let boardAddress = location.href;
document.addEventListener("boards:filtered", () => (boardAddress = location.href));
// What this page has changed and might take back, oldest first: ids of changes, as the header X-Undo names them.
export const undoable = [];
let last = Promise.resolve();
let handFree = Promise.resolve();

// While a card is in the hand no answer touches the board: it would take the card out of it. Returns what ends that.
export function holdAnswers() {
  let release;
  handFree = new Promise((resolve) => (release = resolve));
  return release;
}

export function toast(text, level = "error") {
  if (text) document.dispatchEvent(new CustomEvent("boards:toast", { detail: { text, level } }));
}

export function announce(text) {
  document.dispatchEvent(new CustomEvent("boards:announce", { detail: { text } }));
}

export function board() {
  return document.getElementById("board");
}

function headers(target) {
  const inherited = document.body.getAttribute("hx-headers:inherited");
  const all = { "HX-Request": "true", "HX-Current-URL": location.href, ...JSON.parse(inherited || "{}") };
  if (target) all["HX-Target"] = `${target.localName}#${target.id}`;
  if (board()) {
    all["X-Board"] = board().dataset.project;
    all["X-Board-Query"] = boardAddress;
  }
  return all;
}

// Changes go out one at a time, in the order they were made: two of one card must not overtake each other, and a card
// may have been dropped below another that is itself still on its way.
export function inTurn(run) {
  last = last.then(run, run);
  return last;
}

// Asks the server; the answer is {ok, status, text, card}. A failure has been told to the person when this returns.
// `target`: what the answer will be laid over. `leaving`: another page is on its way, which after an ended session (401) is the one to sign in on.
export async function ask(url, { method = "POST", body = null, target = null } = {}) {
  let response;
  try {
    const signal = AbortSignal.timeout(30000);
    response = await waitFor(fetch(url, { method, body, headers: headers(target), signal, credentials: "same-origin" }));
  } catch {
    toast(sentences.offline);
    return { ok: false, status: 0, text: "", card: null };
  }
  if (response.ok) saved(body);
  if (response.headers.has("X-Undo")) undoable.push(Number(response.headers.get("X-Undo")));
  if (response.headers.has("HX-Redirect")) {
    location.assign(response.headers.get("HX-Redirect"));
    return { ok: response.ok, status: response.status, text: "", card: null, leaving: true };
  }
  const text = await response.text();
  if (response.status >= 500) toast(sentences.failed);
  const card = JSON.parse(response.headers.get("X-Card") ?? "null");
  return { ok: response.ok, status: response.status, text, card };
}

// Swaps fragments into the page; what stands outside of them goes to `target`, or nowhere.
export async function lay(text, target = null, swap = "none") {
  await htmx.swap({ text, target: target ?? document.body, swap, sourceElement: document.body, request: {}, hx: {} });
}

// A refusal without a toast of its own is told in the words of its page.
export function explain(answer) {
  if (answer.ok || answer.leaving || answer.status === 0 || answer.status >= 500 || /<hx-partial/i.test(answer.text)) return;
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  // The sentence of an error page says what to do; its heading comes first and does not.
  const words = page.querySelector("[role='alert'] p, .error-page > p") ?? page.querySelector("h1");
  toast(words?.textContent.trim() || sentences.failed);
}

export function isConflict({ status, text }) {
  return status === 409 && text.includes('id="conflict"');
}

// Sends a change and lays its answer over the board; `stay` says whether the card is to be left where it is.
export async function change(url, body, { stay = () => false } = {}) {
  const answer = await ask(url, { body });
  await handFree;
  if (answer.card && !stay(answer.card)) place(answer.card);
  if (isConflict(answer)) {
    document.dispatchEvent(new CustomEvent("boards:conflict", { detail: answer }));
    return answer;
  }
  explain(answer);
  if (answer.status && answer.status < 500 && !/^\s*<!doctype/i.test(answer.text)) await lay(answer.text);
  return answer;
}

// Puts a card where the server says it is; one beyond the shown window of its column stands below the mark for more.
export function place({ id, column, after, before, gone }) {
  const list = document.getElementById(`cards-${column}`);
  let card = document.getElementById(`task-${id}`);
  const anchor = after ? document.getElementById(`task-${after}`) : null;
  const unseen = after && anchor?.parentElement !== list && list?.querySelector(".column-more");
  if (gone || !list) {
    card?.remove();
    return;
  }
  if (!card) {
    card = document.createElement("li");
    card.id = `task-${id}`;
    card.className = "card";
  }
  const last = [...list.querySelectorAll(".card")].filter((each) => each !== card).at(-1);
  const above = after ? (anchor?.parentElement === list ? anchor : unseen || last) : null;
  // The card above may be on its way to another column already: then the one below says where.
  const below = after && above !== anchor ? document.getElementById(`task-${before}`) : null;
  const next = below?.parentElement === list ? below : above ? above.nextElementSibling : list.firstElementChild;
  if (card === next || (card.parentElement === list && card.nextElementSibling === next)) return;
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  list.insertBefore(card, next);
  focused?.focus();
}
