// While an answer is on its way a quiet bar lies over everything, an open dialog too, once that has taken a while.
const QUIET = 300;
const bar = document.getElementById("waiting");
const asked = new Set();

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  asked.add(ctx);
  setTimeout(() => asked.size && bar.showPopover(), QUIET);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  asked.delete(ctx);
  if (!asked.size) bar.hidePopover();
});
