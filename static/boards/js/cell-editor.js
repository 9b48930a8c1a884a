// <cell-editor>: a field that is opened in its cell of a list. What was chosen in a list is saved once that closes, a
// line by Enter or by leaving it; Escape leaves all as it was. See templates/boards/_cell_editor.html.
class CellEditor extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[popover]");
    this.field = this.querySelector(".cell-field");
    this.opener = document.getElementById(this.dataset.opener);
    this.addEventListener("submit", () => (this.ended = true));
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("focusout", (event) => this.field && !this.contains(event.relatedTarget) && this.left());
    // Refused: a line is there to be mended, a list is opened anew.
    this.addEventListener("htmx:finally:request", () => this.list && this.remove());
    // Once the elements inside of it are there.
    if (this.list) queueMicrotask(() => this.open());
    else this.field.focus();
    this.field?.setSelectionRange(-1, -1);
  }

  // The browser gives the focus back to whatever had it before.
  open() {
    this.opener.focus();
    this.list.addEventListener("toggle", (event) => event.newState === "closed" && this.left());
    this.list.showPopover({ source: this.opener });
  }

  pressed(event) {
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter" && this.field) this.querySelector("form").requestSubmit();
    else return;
    event.preventDefault();
  }

  cancel() {
    this.ended = true;
    this.remove();
    this.opener.focus();
  }

  get isChanged() {
    const inputs = [...this.querySelectorAll("[name]")];
    return inputs.some((input) => input.value !== input.defaultValue || input.checked !== input.defaultChecked);
  }

  // A field that is taken out is left as well.
  left() {
    if (this.ended) return;
    if (this.isChanged) return this.querySelector("form").requestSubmit();
    this.ended = true;
    this.remove();
  }

  // The row has come anew: its cell has the focus, as before.
  disconnectedCallback() {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById(this.dataset.opener)?.focus();
    });
  }
}

customElements.define("cell-editor", CellEditor);
