// Runs before the first paint: says that scripts work, and gives strangers the theme last chosen in this browser. Before
// all other scripts, too: a key that belongs to an input method, say the Enter that ends a conversion, reaches none of
// them. Safari ends the conversion before it tells of that key, which then only has its number to be known by.
document.documentElement.classList.add("js");
try {
  const chosen = localStorage.getItem("theme");
  if (chosen && !document.documentElement.dataset.theme) document.documentElement.dataset.theme = chosen;
} catch {
  // No storage (a private window): the device decides.
}
for (const kind of ["keydown", "keypress", "keyup"]) {
  addEventListener(kind, (event) => (event.isComposing || event.keyCode === 229) && event.stopImmediatePropagation(), true);
}
