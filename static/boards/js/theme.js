// The theme switch in the menu of a person, and Shift+D: applied at once, kept on the server by the same form.
const root = document.documentElement;
const form = document.querySelector("form.theme-switch");

function apply(theme) {
  root.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Only the sign-in pages miss it.
  }
}

function keep(theme) {
  const body = new FormData(form);
  body.set("theme", theme);
  fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => {
    // It stays as chosen on this page; the next one shows what the server knows.
  });
}

function choose(theme) {
  apply(theme);
  keep(theme);
}

function opposite() {
  return getComputedStyle(root).colorScheme.trim() === "dark" ||
    (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
    ? "light"
    : "dark";
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(event.submitter.value);
  });
  document.addEventListener("boards:shortcut", (event) => {
    if (event.detail.key === "Shift+D") {
      event.preventDefault();
      choose(opposite());
    }
  });
}
