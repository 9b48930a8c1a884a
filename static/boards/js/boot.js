// Runs before the first paint: says that scripts work, and gives strangers the theme last chosen in this browser.
document.documentElement.classList.add("js");
try {
  const chosen = localStorage.getItem("theme");
  if (chosen && !document.documentElement.dataset.theme) document.documentElement.dataset.theme = chosen;
} catch {
  // No storage (a private window): the device decides.
}
