// Runs before the first paint: says that scripts work, gives strangers the theme last chosen in this browser, and keeps
// Back from showing the pages of a session that has ended: they ask the site anew (boards/accounts/presence.py).
// Before all other scripts, too: a key that belongs to an input method, say the Enter that ends a conversion, reaches
// none of them. Safari ends the conversion before it tells of that key, which then only has its number to be known by.
document.documentElement.classList.add("js");
try {
  const chosen = localStorage.getItem("theme");
  if (chosen && !document.documentElement.dataset.theme) document.documentElement.dataset.theme = chosen;
} catch {
  // No storage (a private window): the device decides.
}

function leaveIfOver() {
  const session = document.documentElement.dataset.session;
  if (!session || document.cookie.split("; ").includes(`boardsite_here=${session}`)) return;
  document.documentElement.hidden = true;
  location.reload();
}
// From the browser's files: it runs anew. From its memory: it goes on where it was.
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") leaveIfOver();
addEventListener("pageshow", (event) => event.persisted && leaveIfOver());
function keepFromScripts(event) {
  if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
}
["keydown", "keypress", "keyup"].forEach((kind) => addEventListener(kind, keepFromScripts, true));
