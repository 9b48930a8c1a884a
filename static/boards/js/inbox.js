// The inbox by keys: j and k walk through it, e, u and s press the buttons of the entry that has the focus. After an entry
// has gone, the one in its place has it. What is told meanwhile is asked for, unless somebody is choosing a day.
const ACTIONS = ["e", "u", "s"];
// Where in the list the focus is, or was before what had it went; -1 where it is not in the list.
let at = -1;

const links = () => [...document.querySelectorAll("#inbox .inbox-link")];
const here = () => document.activeElement?.closest?.(".inbox-group");

document.addEventListener("boards:shortcut", (event) => {
  const { key } = event.detail;
  const [all, group] = [links(), here()];
  const place = all.indexOf(group?.querySelector(".inbox-link"));
  const button = ACTIONS.includes(key) && group?.querySelector(`[data-inbox="${key}"]`);
  if (key === "j" || key === "k") all.at(place < 0 ? 0 : Math.min(Math.max(place + (key === "j" ? 1 : -1), 0), all.length - 1))?.focus();
  else if (!button) return;
  else button.click();
  event.preventDefault();
});

document.addEventListener("focusin", () => (at = links().indexOf(here()?.querySelector(".inbox-link"))));

document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement !== document.body || at < 0) return;
  links().slice(0, at + 1).at(-1)?.focus({ preventScroll: true });
});

document.body.addEventListener("boards:inbox", () => {
  const list = document.getElementById("inbox");
  if (!list.querySelector(":popover-open")) list.dispatchEvent(new Event("boards:refresh"));
});
