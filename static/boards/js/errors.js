// What goes wrong on the way becomes a toast; the page stays as it is. A refusal that comes as a whole page (a missing
// task, a lost right) is told in its own words and never swapped into a corner of this one.
const words = document.getElementById("announcer").dataset;

function toast(text) {
  document.dispatchEvent(new CustomEvent("boards:toast", { detail: { text, level: "error" } }));
}

function said(page) {
  const parsed = new DOMParser().parseFromString(page, "text/html");
  return parsed.querySelector(".error-page > p")?.textContent.trim() || parsed.querySelector("h1")?.textContent.trim();
}

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx) toast(words.offline);
});

document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status >= 500) {
    toast(words.failed);
  } else if (/^\s*<!doctype html/i.test(ctx.text)) {
    toast(said(ctx.text) || words.failed);
    ctx.text = "";
    ctx.swap = "none";
  }
});
