// Into a field, behind what stands in it: who opens a field by a key or a button goes on writing. What a field was given
// for want of a better word is written over.
export function focusLast(field) {
  field?.focus();
  if (field?.matches("[data-suggested]")) return field.select();
  if (typeof field?.selectionEnd === "number") field.setSelectionRange(field.value.length, field.value.length);
}
