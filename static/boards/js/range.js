// The number beside a slider follows it. A run of arrow keys is one change, told once it has ended or the slider is
// left; a drag is one anyway.
const PAUSE = 800;
let waiting = null;
let timer = 0;

function tell() {
  const slider = waiting;
  waiting = null;
  clearTimeout(timer);
  slider?.dispatchEvent(new Event("change", { bubbles: true }));
}

function changed(slider, event) {
  if (!event.isTrusted || !("keyed" in slider.dataset)) return;
  event.stopPropagation();
  waiting = slider;
  clearTimeout(timer);
  timer = setTimeout(tell, PAUSE);
}

function shown(slider) {
  const output = slider.parentElement.querySelector("output");
  if (output) output.textContent = `${slider.value} %`;
}

function listen(kind, heard) {
  const hear = (event) => event.target.matches?.("input[type='range']") && heard(event.target, event);
  document.addEventListener(kind, hear, true);
}

listen("input", shown);
listen("keydown", (slider) => (slider.dataset.keyed = ""));
listen("pointerdown", (slider) => delete slider.dataset.keyed);
listen("change", changed);
listen("focusout", (slider) => slider === waiting && tell());
addEventListener("pagehide", tell);
