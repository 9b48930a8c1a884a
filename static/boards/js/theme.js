// The theme, by the switch in the menu of a person, Shift+D or their profile: applied at once, while htmx tells the
// server.
const root = document.documentElement;

function isDark() {
  const { theme } = root.dataset;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function apply(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Only the sign-in pages miss it.
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches(".theme-switch")) apply(event.submitter.value);
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("#profile-form [name='theme']")) apply(target.value);
});
document.addEventListener("boards:shortcut", (event) => {
  const form = document.querySelector(".theme-switch");
  if (event.detail.key !== "Shift+D" || !form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(`[value="${isDark() ? "light" : "dark"}"]`));
});
