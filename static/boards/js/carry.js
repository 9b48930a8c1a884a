// Carrying a card or a column by keys: Space takes it up, arrows carry it, Space or Enter drops it; Escape, or a focus
// that goes elsewhere, puts it back. Each step is told to screen readers.
import { isAt, placeOf, putBack } from "./places.js";
import { holdAnswers } from "./requests.js";
import { announce } from "./toast.js";

// Sentences of the board, to be filled in.
export const words = JSON.parse(document.getElementById("board-words")?.textContent ?? "{}");
let carried = null;

function say(word, { prefix, where, told = () => words }, item) {
  const [values, sentences] = [where(item), told()];
  announce((sentences[word] ?? sentences[prefix + word] ?? "").replace(/%\((\w+)\)s/g, (_whole, name) => values[name] ?? ""));
}

function lift(kind, item) {
  carried = { kind, item, before: placeOf(item), release: holdAnswers() };
  item.classList.add(kind.lifted);
  say("lifted", kind, item);
}

function land(keep) {
  const { kind, item, before, release } = carried;
  carried = null;
  item.classList.remove(kind.lifted);
  if (!keep) putBack(item, before);
  // A focus that has gone elsewhere stays there.
  if (keep || item.contains(document.activeElement) || document.activeElement === document.body) kind.focus(item);
  say(keep ? "dropped" : "cancelled", kind, item);
  if (!isAt(item, before)) kind.dropped(item, before);
  release();
}

function pressed(kind, event) {
  const item = event.target.closest?.(kind.grip)?.closest(kind.item);
  const { key } = event;
  if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!carried && key === " ") kind.refuses?.() || lift(kind, item);
  else if (carried && key.startsWith("Arrow")) kind.carry(item, key) && say("carried", kind, item);
  else if (carried && [" ", "Enter", "Escape"].includes(key)) land(key !== "Escape");
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// `kind`: {item, grip} as selectors, `lifted` (a class), `prefix` of its words, `where` (what fills them), and what is
// done: `carry(item, key)`, `focus(item)`, `dropped(item, before)`, and if it may not be carried `refuses()`. `told` gives
// its words where they are not those of the board.
export function carries(board, kind) {
  board.addEventListener("keydown", (event) => pressed(kind, event));
}

// Moving something in the page takes the focus away for a moment.
document.addEventListener("focusout", () => {
  const held = () => carried.item.querySelector(carried.kind.grip) === document.activeElement;
  if (carried) setTimeout(() => carried && !held() && document.hasFocus() && land(false), 150);
});
