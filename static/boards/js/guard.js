// A form is sent once: while its answer is on the way, sending it again does nothing. Forms that may be sent in quick
// succession (the one at the foot of a column) say `data-no-guard`.
const WAIT = 15000;

function release(form) {
  delete form?.dataset.sent;
  form?.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

function guard(event) {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-no-guard], .quick-add")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return event.stopImmediatePropagation();
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(release, WAIT, form);
  // Somebody else took the sending over (htmx, a script) or stopped it: they end it, or it ends now.
  setTimeout(() => event.defaultPrevented && !form.matches("[hx-post]") && release(form));
}

document.addEventListener("submit", guard, true);
document.addEventListener("htmx:finally:request", ({ target }) => release(target.closest?.("form")));
// Back from the browser's own memory: the page is as it was left, so nothing is on the way any more.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
