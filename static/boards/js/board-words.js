// Sentences of the board, filled in and told to screen readers.
import { announce } from "./requests.js";

export const words = JSON.parse(document.getElementById("board-words")?.textContent ?? "{}");

export function say(word, values = {}) {
  announce((words[word] ?? "").replace(/%\((\w+)\)s/g, (_whole, name) => values[name] ?? ""));
}
