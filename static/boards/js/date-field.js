// <date-field>: a day typed in words, which the server understands; its button opens the browser's calendar, which puts
// the chosen day into the field. Escape takes back what was typed.
class DateField extends HTMLElement {
  connectedCallback() {
    const [text, calendar] = this.querySelectorAll("input");
    if (this.text === text) return;
    this.text = text;
    this.querySelector("button").addEventListener("click", () => calendar.showPicker());
    calendar.addEventListener("change", (event) => {
      event.stopPropagation();
      text.value = calendar.value;
      text.dispatchEvent(new Event("change", { bubbles: true }));
    });
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || text.value === text.defaultValue) return;
      event.preventDefault();
      event.stopPropagation();
      text.value = text.defaultValue;
    });
  }
}

customElements.define("date-field", DateField);
