// The number beside a slider follows it. A run of arrow keys is one change, told once it has ended or the slider is left;
// a drag is one anyway.
const PAUSE = 800;
let waiting = null;

function tell() {
  if (!waiting) return;
  const { slider, timer } = waiting;
  clearTimeout(timer);
  waiting = null;
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("input[type='range']")) return;
  const output = event.target.parentElement.querySelector("output");
  if (output) output.textContent = `${event.target.value} %`;
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.target.matches?.("input[type='range']")) event.target.dataset.keyed = "";
  },
  true,
);
document.addEventListener("pointerdown", (event) => event.target.matches?.("input[type='range']") && delete event.target.dataset.keyed, true);

document.addEventListener(
  "change",
  (event) => {
    const slider = event.target;
    if (!event.isTrusted || !slider.matches("input[type='range'][data-keyed]")) return;
    event.stopPropagation();
    clearTimeout(waiting?.timer);
    waiting = { slider, timer: setTimeout(tell, PAUSE) };
  },
  true,
);
document.addEventListener("focusout", (event) => event.target === waiting?.slider && tell(), true);
addEventListener("pagehide", tell);
