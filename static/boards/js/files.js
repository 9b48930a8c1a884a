// <file-drop>: files are chosen, dropped on the task or pasted, and sent a few at a time, each with its progress; one may
// be stopped, or sent again. What is dropped or pasted into a text is named there once it is attached. Where a limit is
// known, nothing is sent in vain. A plain form does the rest.
import { ok } from "./requests.js";
import { sentence } from "./toast.js";

const AT_ONCE = 3;
const waiting = [];
let sending = 0;

const drop = () => document.querySelector("task-view file-drop");

// As `fetch`, which can't tell how much has been sent. Why something was refused is kept for its row.
function sender(row) {
  const progress = row.querySelector("progress");
  return (action, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, action);
      Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
      request.upload.addEventListener("progress", ({ loaded, total }) => (progress.value = loaded / total));
      request.addEventListener("load", () => {
        row.refusal = request.status < 400 ? "" : request.responseText;
        resolve(answer(request));
      });
      request.addEventListener("error", () => reject(new TypeError("The connection was lost.")));
      request.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")));
      signal.addEventListener("abort", () => request.abort());
      request.send(body);
    });
}

function answer(request) {
  const { status, responseText } = request;
  const lines = request.getAllResponseHeaders().trim().split("\r\n").filter(Boolean);
  const headers = lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
  return new Response([204, 205, 304].includes(status) ? null : responseText, { status, headers });
}

function next() {
  if (sending < AT_ONCE && waiting.length) waiting.shift()();
}

class FileDrop extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", ({ target }) => {
      if (!target.matches(".file-input")) return;
      this.take([...target.files]);
      target.value = "";
    });
  }

  // `field` is the text they go into, if any.
  take(files, field) {
    const there = Number(document.getElementById("file-list").dataset.count) + this.querySelectorAll(".upload").length;
    files.forEach((file, place) => {
      const row = this.row(file);
      const { mostBytes, mostFiles, tooLarge, tooMany } = this.dataset;
      if (file.size > Number(mostBytes)) return this.fail(row, tooLarge);
      if (there + place >= Number(mostFiles)) return this.fail(row, tooMany);
      this.begin(row, file, field);
    });
  }

  row(file) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector(".upload-name").textContent = file.name;
    row.querySelector("[data-cancel]").addEventListener("click", () => row.remove());
    this.querySelector(".uploads").append(row);
    return row;
  }

  begin(row, file, field) {
    const start = () => (row.isConnected ? this.send(row, file, field) : next());
    waiting.push(start);
    next();
  }

  send(row, file, field) {
    sending += 1;
    let request;
    row.querySelector("[data-cancel]").addEventListener("click", () => request?.abort());
    // It may take longer than any other request.
    const ready = (ctx) => {
      clearTimeout(ctx.requestTimeout);
      request = ctx.request;
      return true;
    };
    const settled = (ctx) => {
      sending -= 1;
      next();
      if (!row.isConnected) return;
      if (!ok(ctx)) return this.again(row, file, field);
      row.remove();
      if (field?.isConnected) insert(field, JSON.parse(ctx.response.headers.get("X-Attachment")).markdown);
    };
    const values = { name: file.name, file };
    const { action } = this.querySelector("form");
    htmx.ajax("POST", action, { source: row, values, swap: "none", fetch: sender(row), ready, settled });
  }

  again(row, file, field) {
    this.fail(row, sentence(row.refusal ?? "") ?? this.dataset.failed);
    const retry = row.querySelector("[data-retry]");
    retry.hidden = false;
    retry.addEventListener("click", () => {
      const fresh = this.row(file);
      row.replaceWith(fresh);
      this.begin(fresh, file, field);
    });
  }

  fail(row, sentence) {
    row.querySelector("progress").hidden = true;
    const error = row.querySelector(".upload-error");
    error.textContent = sentence;
    error.hidden = false;
  }
}

customElements.define("file-drop", FileDrop);

// A menu stays open until something of it was chosen.
document.addEventListener("submit", ({ target }) => target.closest(".file .menu-list:popover-open")?.hidePopover());

// On a line of its own where something stands before it.
function insert(field, text) {
  const { selectionEnd: at, value } = field;
  const before = at && value[at - 1] !== "\n" ? " " : "";
  field.setRangeText(`${before}${text}\n`, at, at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const textOf = (target) => target.closest?.("task-view textarea:not(.task-title)");
const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!hasFiles(event) || !drop()) return;
  event.preventDefault();
  drop().toggleAttribute("data-over", true);
});

document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || drop()?.removeAttribute("data-over"));

document.addEventListener("drop", (event) => {
  const place = drop();
  if (!hasFiles(event) || !place) return;
  event.preventDefault();
  place.removeAttribute("data-over");
  place.take([...event.dataTransfer.files], textOf(event.target));
});

// What is copied from a spreadsheet is a picture too, and meant as text.
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const place = drop();
  if (!files.length || !place || event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  place.take(files, textOf(event.target));
});
