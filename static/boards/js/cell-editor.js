// <cell-editor>: a field that is opened in its cell of a list. A list of choices is a popover, which the browser closes; a
// line is saved by Enter or by leaving it. Escape leaves all as it was. See templates/boards/_cell_editor.html.
class CellEditor extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[popover]");
    this.field = this.querySelector(".cell-field");
    this.opener = document.getElementById(this.dataset.opener);
    this.addEventListener("submit", () => (this.ended = true));
    this.addEventListener("keydown", (event) => this.field && this.pressed(event));
    this.addEventListener("focusout", (event) => this.field && !this.contains(event.relatedTarget) && this.left());
    if (this.list) this.open();
    else this.field.focus();
    this.field?.setSelectionRange(-1, -1);
  }

  // The browser gives the focus back to whatever had it before.
  open() {
    this.opener.focus();
    this.list.addEventListener("toggle", (event) => event.newState === "closed" && !this.ended && this.remove());
    this.list.showPopover({ source: this.opener });
    (this.list.querySelector("[aria-current]") ?? this.list.querySelector("button")).focus();
  }

  pressed(event) {
    if (event.isComposing || event.keyCode === 229 || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") this.querySelector("form").requestSubmit();
    else this.cancel();
  }

  cancel() {
    this.ended = true;
    this.remove();
    this.opener.focus();
  }

  // A field that is taken out is left as well.
  left() {
    if (this.ended) return;
    if (this.field.value !== this.field.defaultValue) return this.querySelector("form").requestSubmit();
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
