// <cell-editor>: a field that is opened in its cell of a list. A list of choices is a popover, which the browser closes; a
// line is saved by Enter or by leaving it. Escape leaves all as it was. See templates/boards/_cell_editor.html.
class CellEditor extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[popover]");
    this.field = this.querySelector(".cell-field");
    this.opener = document.getElementById(this.dataset.opener);
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.field && this.close(event));
    this.addEventListener("focusout", (event) => this.field && !this.contains(event.relatedTarget) && this.left());
    if (this.list) this.open();
    else this.field.focus();
    this.field?.matches("[type='date']") || this.field?.setSelectionRange(-1, -1);
  }

  // The browser gives the focus back to whatever had it before.
  open() {
    this.opener.focus();
    this.list.addEventListener("toggle", (event) => event.newState === "closed" && !this.sent && this.remove());
    this.addEventListener("submit", () => (this.sent = true));
    this.list.showPopover({ source: this.opener });
    (this.list.querySelector("[aria-current]") ?? this.list.querySelector("button")).focus();
  }

  close(event) {
    event.preventDefault();
    this.remove();
    this.opener.focus();
  }

  left() {
    if (!this.isConnected) return;
    if (this.field.value === this.field.defaultValue) this.remove();
    else this.querySelector("form").requestSubmit();
  }

  // The row has come anew: its cell has the focus, as before.
  disconnectedCallback() {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById(this.dataset.opener)?.focus();
    });
  }
}

customElements.define("cell-editor", CellEditor);
