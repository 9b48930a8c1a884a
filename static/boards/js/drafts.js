// What is being typed is kept in this browser until it is saved, so that closing never throws it away. A draft knows the
// version of the task it was begun on: what somebody else writes meanwhile is then a conflict, never overwritten.
function keyOf(view, name) {
  return `draft:${view.dataset.person}:${view.dataset.task}:${name}`;
}

export function draftOf(view, name) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(view, name)));
  } catch {
    return null;
  }
}

export function forget(view, name, text = null) {
  if (text !== null && draftOf(view, name)?.text !== text) return;
  try {
    localStorage.removeItem(keyOf(view, name));
  } catch {
    // No storage, no draft.
  }
}

// What was typed on while a save was under way goes on from the version that save has made.
export function rebase(view, name) {
  const draft = draftOf(view, name);
  if (draft) store(view, name, { ...draft, version: view.dataset.version });
}

function store(view, name, draft) {
  try {
    localStorage.setItem(keyOf(view, name), JSON.stringify(draft));
  } catch {
    // No storage: the browser's own question before leaving the page still holds.
  }
}

export function keep(view, field) {
  if (field.value === field.defaultValue && !field.closest(".conflict")) return forget(view, field.name);
  const version = draftOf(view, field.name)?.version ?? view.dataset.version;
  return store(view, field.name, { text: field.value, version });
}
