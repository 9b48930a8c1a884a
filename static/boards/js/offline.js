// While the site can't be reached, changes wait for their turn as they always do, one after the other: the first of them
// is sent once the site is back. The browser asks before the page is left meanwhile, for they would be lost.
import { connect, connection } from "./socket.js";

let waiting = 0;

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
  waiting += 1;
  connect();
  await back();
  waiting -= 1;
}

document.addEventListener("htmx:before:request", ({ detail: { ctx }, defaultPrevented }) => {
  if (defaultPrevented || ctx.request.method === "GET") return;
  const { fetch } = ctx;
  ctx.fetch = async (...request) => {
    if (connection.isAway) await wait(ctx);
    return fetch(...request);
  };
});

addEventListener("beforeunload", (event) => waiting && event.preventDefault());
