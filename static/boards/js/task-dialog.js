// A task, or a small form about one, in the dialog over the board. A task has its own address: Back closes it.
import { focusLast } from "./focus.js";
// Hears of Back before this one does.
import "./viewer.js";

const TASK = /^\/tasks\/\d+\/$/;
const dialog = document.getElementById("dialog");
const home = location.pathname;

// Opens what a link leads to in the dialog, and there a field: a fact opens its list, a text takes the focus.
export async function openDialog(address, { push, field, source = dialog } = {}) {
  await htmx.ajax("GET", address, { source, target: "#dialog-inside", swap: "innerHTML", push: push && "true" });
  if (field) requestAnimationFrame(() => reach(dialog.querySelector(`[name="${field}"]`)));
}

function reach(field) {
  const button = field?.closest("chip-picker")?.querySelector("button");
  if (!button) return focusLast(field);
  button.focus();
  button.click();
}

dialog.addEventListener("close", () => {
  const link = document.querySelector(`:is(.card-title, .row-title)[href="${location.pathname}"]`);
  if (location.pathname !== home) history.back();
  link?.focus();
});

// Back and Forward between the page and what lies over it. Where the page is to be loaded anew, history.js has said so.
document.addEventListener("htmx:before:history:restore", (event) => {
  if (TASK.test(home)) return;
  if (event.defaultPrevented) return dialog.close();
  if (!TASK.test(location.pathname)) return;
  event.preventDefault();
  openDialog(location.pathname);
});
