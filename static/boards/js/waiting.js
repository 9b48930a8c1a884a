// While an answer is on its way a quiet bar lies over everything, an open dialog too, once that has taken a while.
const QUIET = 300;
const bar = document.getElementById("waiting");
let under = 0;

function begin() {
  under += 1;
  setTimeout(() => under && !bar.matches(":popover-open") && bar.showPopover(), QUIET);
}

function end() {
  under -= 1;
  if (!under && bar.matches(":popover-open")) bar.hidePopover();
}

// Returns what the promise brings.
export async function waitFor(promise) {
  begin();
  try {
    return await promise;
  } finally {
    end();
  }
}

document.addEventListener("htmx:before:request", begin);
document.addEventListener("htmx:finally:request", end);
