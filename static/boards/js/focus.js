// Where the focus goes when a script has to say so.
const REACHED = "a[href], button, summary";

// Into a field, behind what stands in it: who opens a field by a key or a button goes on writing. What a field was given
// for want of a better word is written over.
export function focusLast(field) {
  field?.focus();
  if (field?.matches("[data-suggested]")) return field.select();
  if (typeof field?.selectionEnd === "number") field.setSelectionRange(field.value.length, field.value.length);
}

// The ids of what is around an element, the nearest first: what it stands in, and what comes after and before that.
export function around(element) {
  const ids = [];
  for (let each = element; each && each !== document.body; each = each.parentElement) {
    if (each.id) ids.push(each.id, each.nextElementSibling?.id, each.previousElementSibling?.id);
  }
  return ids.filter(Boolean);
}

// What had the focus may be gone, or folded away, so that the page has it, or the dialog over it: then the first thing to
// press that is left nearest to it has it.
export function focusAround(ids) {
  if (!document.activeElement.matches("body, dialog")) return;
  const places = ids.map((id) => document.getElementById(id)).filter(Boolean);
  const offered = places.flatMap((place) => [place, ...place.querySelectorAll(REACHED)]);
  offered.find((each) => each.matches(REACHED) && each.checkVisibility({ visibilityProperty: true }))?.focus();
}
