// The number beside a slider follows it.
document.addEventListener("input", (event) => {
  if (!event.target.matches("input[type='range']")) return;
  const output = event.target.parentElement.querySelector("output");
  if (output) output.textContent = `${event.target.value} %`;
});
