// The theme switch in the menu of a person, and Shift+D: applied at once, while htmx tells the server.
const root = document.documentElement;
const form = document.querySelector("form.theme-switch");

function isDark() {
  const { theme } = root.dataset;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

form?.addEventListener("submit", (event) => {
  root.dataset.theme = event.submitter.value;
  try {
    localStorage.setItem("theme", event.submitter.value);
  } catch {
    // Only the sign-in pages miss it.
  }
});

document.addEventListener("boards:shortcut", (event) => {
  if (event.detail.key !== "Shift+D" || !form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(`[value="${isDark() ? "light" : "dark"}"]`));
});
