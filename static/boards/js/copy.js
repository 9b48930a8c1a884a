// A button that copies a field (its id in data-copy) and says so. Where the browser keeps its clipboard from pages
// without https, the field stays selected, and the button names the keys.
async function copied(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const done = await copied(document.getElementById(button.dataset.copy));
  const words = done ? button.dataset.copied : button.dataset.selected;
  button.querySelector("span").textContent = words;
  document.dispatchEvent(new CustomEvent("boards:announce", { detail: { text: words } }));
});
