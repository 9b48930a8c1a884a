// Into a field, behind what stands in it: who opens a field by a key or a button goes on writing.
export function focusLast(field) {
  field?.focus();
  if (typeof field?.selectionEnd === "number") field.setSelectionRange(field.value.length, field.value.length);
}
