// While the site can't be reached, changes wait for their turn as they always do, one after the other: the first of them
// is sent once the site is back. The browser asks before the page is left meanwhile. What has not been sent by then is kept
// in it, with the drafts, and sent when its person comes back.
import { keepTyped, leaveBehind, pickUp } from "./drafts.js";
import { isChange } from "./live-lay.js";
import { change, ok } from "./requests.js";
import { connect, connection } from "./socket.js";
import { toast } from "./toast.js";

const sign = document.getElementById("live");
// What htmx may drop before its turn.
const DROPPED = "[hx-sync$=':drop'], [hx-sync$='last']";
const waiting = new Set();
let isLeft = false;

function back() {
  return new Promise((resolve) => {
    document.addEventListener("boards:connection", function listen({ detail: { isAway } }) {
      if (isAway) return;
      document.removeEventListener("boards:connection", listen);
      resolve();
    });
  });
}

async function wait(ctx) {
  clearTimeout(ctx.requestTimeout);
  connect();
  await back();
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.left) ctx.request.body = ctx.left;
  const isSure = isChange(ctx) && !ctx.sourceElement.matches(DROPPED);
  queueMicrotask(() => isSure && !event.defaultPrevented && !ctx.isSent && waiting.add(ctx));
});

document.addEventListener("htmx:before:request", ({ detail: { ctx }, defaultPrevented }) => {
  if (defaultPrevented || ctx.request.method === "GET") return;
  const { fetch } = ctx;
  if (isChange(ctx)) waiting.add(ctx);
  ctx.fetch = async (...request) => {
    if (connection.isAway) await wait(ctx);
    // Somebody else sends it.
    if (isLeft && waiting.has(ctx)) await new Promise(() => {});
    waiting.delete(ctx);
    return fetch(...request);
  };
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => waiting.delete(ctx));

addEventListener("beforeunload", (event) => connection.isAway && waiting.size && event.preventDefault());

// What brings files is not kept. Without the token of a session that may have ended by then.
const isText = ({ request: { body } }) => [...body].every(([, value]) => typeof value === "string");

function packed({ request: { action, body } }) {
  const values = [...body].filter(([name]) => name !== "csrfmiddlewaretoken");
  return { action, values };
}

addEventListener("pagehide", () => {
  isLeft = true;
  if (waiting.size) leaveBehind([...waiting].filter(isText).map(packed));
});

// Back from the browser's memory: what waits has been left behind.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && waiting.size) location.reload();
  isLeft = false;
});

function send({ action, values }, at, { length }) {
  const left = new FormData();
  values.forEach(([name, value]) => left.append(name, value));
  const settled = (ctx) => {
    if (!ok(ctx)) keepTyped(left);
    if (at === length - 1) toast(sign.dataset.waited, "info");
  };
  // As if by somebody else, for this page doesn't show it yet.
  change(action, {}, { headers: { "X-Tab": "" }, left, settled });
}

if (sign) pickUp().forEach(send);
