// Dragging with a mouse or a finger, by pointer events in every browser: dragging as HTML has it can't be ended by a
// program that drives Firefox, so it could not be tried there.
import { isAt, placeOf } from "./places.js";
import { holdAnswers } from "./requests.js";

const HAND = {
  animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 4,
  delay: 180,
  delayOnTouchOnly: true,
  touchStartThreshold: 5,
  preventOnFilter: false,
};
let dragged = false;

// What is dragged along under the pointer is a copy, which must not be taken for the thing itself.
function forgetIds(copy) {
  [copy, ...(copy?.querySelectorAll("[id]") ?? [])].forEach((each) => each?.removeAttribute("id"));
}

// Lets what stands in a list be dragged; `dropped` is called with what has been put elsewhere, and where it was.
export function drags(list, options, dropped) {
  let before = null;
  let release = () => {};
  const board = list.closest("board-view");
  Sortable.create(list, {
    ...HAND,
    ...options,
    onChoose: () => {
      release();
      release = holdAnswers();
    },
    onUnchoose: () => release(),
    onStart: ({ item }) => {
      before = placeOf(item);
      dragged = true;
      board?.classList.toggle("dragging", options.group === "cards");
      forgetIds(Sortable.ghost);
    },
    onEnd: ({ item }) => {
      board?.classList.remove("dragging");
      setTimeout(() => (dragged = false));
      if (!isAt(item, before)) dropped(item, before);
    },
  });
}

// In Firefox a click follows where something is let go; it must not open what lies there.
addEventListener(
  "click",
  (event) => {
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
