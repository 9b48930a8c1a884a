// A button that copies a field (its id in data-copy) and says so; where the browser refuses, the field stays selected,
// and the button names the keys.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  document.getElementById(button.dataset.copy).select();
  const { copied, selected } = button.dataset;
  const words = document.execCommand("copy") ? copied : selected;
  button.querySelector("span").textContent = words;
  document.getElementById("announcer").textContent = words;
});
