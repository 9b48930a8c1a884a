// The field at the foot of a column: it is free at once for the next card, and gets back what was refused.
import { count } from "./card-moves.js";
import { ok } from "./requests.js";

// The card is seen at once, where it will be; it can be used once the server has it.
function expect(list, title) {
  const waiting = document.createElement("li");
  waiting.className = "card-waiting";
  waiting.textContent = title;
  list[list.dataset.adds === "top" ? "prepend" : "append"](waiting);
  waiting.scrollIntoView({ block: "nearest" });
  count(null, list);
  return waiting;
}

// What is shown of the words in the field follows.
function retype(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement.matches(".quick-add")) return;
  const field = ctx.sourceElement.elements.title;
  const title = field.value.trim();
  if (!title) return event.preventDefault();
  const list = ctx.sourceElement.closest(".column").querySelector(".column-cards");
  ctx.added = { field, title, list, waiting: expect(list, title) };
  field.focus();
  retype(field, "");
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => ctx.added?.waiting.remove());

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.added) return;
  const { field, title, list, waiting } = ctx.added;
  waiting.remove();
  if (ok(ctx)) return list.querySelector(`#task-${ctx.card?.id}`)?.scrollIntoView({ block: "nearest" });
  count(list, null);
  // With a blank, for what is typed on is another title.
  retype(field, `${title} ${field.value}`);
});
