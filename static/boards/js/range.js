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

function listen(kind, heard) {
  const hear = (event) => event.target.matches?.("input[type='range']") && heard(event.target, event);
  document.addEventListener(kind, hear, true);
}

listen("input", (slider) => (slider.nextElementSibling.textContent = `${slider.value} %`));
listen("change", (slider, event) => {
  if (!event.isTrusted || !slider.matches(":focus-visible")) return;
  event.stopPropagation();
  waiting = slider;
  clearTimeout(timer);
  timer = setTimeout(tell, PAUSE);
});
listen("focusout", tell);
addEventListener("pagehide", tell);
