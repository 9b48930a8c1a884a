// More cards of a column take the place of the mark that stands for them. Some may be here already, below the mark.
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const mark = ctx.target;
  if (!mark?.matches?.(".column-more") || !tasks.length) return;
  const [{ fragment }] = tasks;
  const list = mark.parentElement;
  for (const card of fragment.querySelectorAll("li[id]")) {
    const known = document.getElementById(card.id);
    if (known?.parentElement === list) card.replaceWith(known);
  }
  ctx.more = { list, next: mark.contains(document.activeElement) && fragment.querySelector(".card-title") };
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.more) return;
  const { list, next } = ctx.more;
  if (list.querySelectorAll(":scope > .card").length >= total(list)) list.querySelector(".column-more")?.remove();
  if (next) next.focus();
});

// How many cards the column has to show, as its head says.
function total(list) {
  const head = list.closest(".column").querySelector(".column-head");
  return parseInt((head.querySelector(".column-shown") ?? head.querySelector(".column-count")).textContent, 10);
}
