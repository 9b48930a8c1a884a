// Where something stands on the board, and how it gets there without losing the focus.
export function placeOf(item) {
  return { list: item.parentElement, next: item.nextElementSibling };
}

export function isAt(item, { list, next }) {
  return item.parentElement === list && item.nextElementSibling === next;
}

export function insert(list, item, next) {
  const focused = item.contains(document.activeElement) ? document.activeElement : null;
  list.insertBefore(item, next);
  focused?.focus({ preventScroll: true });
}

export function putBack(item, { list, next }) {
  const end = list.querySelector(":scope > :is(.column-more, .column-new)");
  insert(list, item, next?.parentElement === list ? next : end);
}
