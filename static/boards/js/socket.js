// The socket on which the server says that something has changed (boards/live). Tells each message as `boards:told`,
// and what has become of the connection as `boards:connection`. It comes back by itself, after waits that grow and are
// different in each browser, and at once when the page is looked at again.
const sign = document.getElementById("live");
// What this tab calls itself: so it knows the changes that it has made. No two alike, though a tab was copied.
export const tab = `${Math.random()}${Math.random()}`.replaceAll("0.", "-");
// Without a word for so long nobody is there: the server asks every ten seconds or so.
const SILENT = 30_000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;
const LONGEST_WAIT_AWAY = 5000;
const END = 4400;
const COMES_BACK = [4408];

let socket = null;
let heard = 0;
let timer = 0;
let tries = 0;
// Milliseconds within which all who look on should come back, and after which the server wants this one.
let spread = FIRST_WAIT;
let later = 0;
// `isOpen`: messages come. `wasOpen`: they have come once. `isAway`: the site could not be reached when last asked.
// `isOver`: it does not come back by itself. `isSlow`: messages may take some seconds.
export const connection = { isOpen: false, wasOpen: false, isAway: false, isOver: false, isSlow: false };

function tell(kind, detail) {
  document.dispatchEvent(new CustomEvent(kind, { detail }));
}

function become(change) {
  Object.assign(connection, change);
  tell("boards:connection", connection);
}

export function say(message) {
  if (connection.isOpen) socket.send(JSON.stringify(message));
}

// Whether the site answers, as somebody has found out who asked it.
export function reached(isReached) {
  if (connection.isAway === !isReached) return;
  connection.isAway = !isReached;
  if (isReached) become({});
  if (isReached) connect();
  else close();
}

function hear({ data }) {
  const message = JSON.parse(data);
  heard = Date.now();
  if (message.type === "beat") return say(message);
  if (message.within !== undefined) spread = Math.max(FIRST_WAIT, 5 * message.within);
  if (message.type === "later") later = message.after;
  if (message.type === "hello") tries = 0;
  if (message.type === "hello") become({ isOpen: true, wasOpen: true, isAway: false, isSlow: !message.live });
  if (["live", "degraded"].includes(message.type)) become({ isSlow: message.type === "degraded" });
  return tell("boards:told", message);
}

export function connect() {
  clearTimeout(timer);
  if (socket || connection.isOver) return;
  heard = Date.now();
  socket = new WebSocket(`${location.origin.replace("http", "ws")}${sign.dataset.socket}?tab=${tab}`);
  const mine = socket;
  mine.onmessage = (event) => mine === socket && hear(event);
  mine.onclose = ({ code }) => mine === socket && closed(code);
}

function closed(code) {
  socket = null;
  tries += 1;
  become({ isOpen: false, isOver: code >= END && !COMES_BACK.includes(code) });
  tell("boards:closed", { code, tries });
  wait();
}

function wait() {
  if (socket || connection.isOver) return;
  const longest = connection.isAway ? LONGEST_WAIT_AWAY : LONGEST_WAIT;
  const most = Math.min(longest, spread * 2 ** Math.max(0, tries - 1));
  clearTimeout(timer);
  timer = setTimeout(connect, later || most * (0.1 + 0.9 * Math.random()));
  later = 0;
}

// As if for the first time.
export function reconnect() {
  connection.isOver = false;
  connect();
}

function leave() {
  const left = socket;
  socket = null;
  left?.close();
}

// Nobody is at the other end.
function close() {
  leave();
  closed(1006);
}

function look() {
  if (socket && Date.now() - heard > SILENT) close();
}

// Back from sleep, from another tab, from the browser's memory of pages, or with a network again.
function wake() {
  look();
  if (!document.hidden && !socket) connect();
}

if (sign) {
  connect();
  setInterval(look, SILENT / 6);
  addEventListener("online", wake);
  addEventListener("pageshow", ({ persisted }) => persisted && wake());
  document.addEventListener("visibilitychange", wake);
  // An open socket would keep the page out of that memory, and its person on the board.
  addEventListener("pagehide", () => {
    leave();
    connection.isOpen = false;
  });
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => (ctx.request.headers["X-Tab"] ??= tab));
}
