// Small helps for pages that work without them. Each is an element; a page loads this file only if it uses one.

/** <choice-count most="3" of="choice" said="Chosen: {chosen} of {most}" over="…">text without script</choice-count>
 *  Counts the ticked boxes of its form and says so; the server checks again. */
class ChoiceCount extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    if (!this.form || !this.getAttribute("said")) return;
    this.setAttribute("role", "status");
    this.form.addEventListener("change", () => this.show());
    // A browser puts ticks back when one returns to the page.
    addEventListener("pageshow", () => this.show());
    this.show();
  }

  show() {
    const most = Number(this.getAttribute("most"));
    const boxes = this.form.querySelectorAll(`input[name="${CSS.escape(this.getAttribute("of"))}"]:checked`);
    const words = boxes.length > most && this.getAttribute("over") ? "over" : "said";
    this.textContent = this.getAttribute(words).replace("{chosen}", boxes.length).replace("{most}", most);
    this.classList.toggle("is-over", boxes.length > most);
  }
}

/** <copy-text text="7K3M-…" label="Copy" done="Copied"></copy-text>
 *  A button that copies; without script, or without permission, there is none. */
class CopyText extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.firstElementChild) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet button-small";
    button.textContent = this.getAttribute("label");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.getAttribute("text"));
      button.textContent = this.getAttribute("done");
    });
    this.append(button);
  }
}

/** <letters-left most="500" for="id_text" said="{left} left"></letters-left>
 *  Says how many letters still fit, once few are left. */
class LettersLeft extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    if (!field) return;
    this.setAttribute("role", "status");
    const most = Number(this.getAttribute("most"));
    const show = () => {
      const left = most - field.value.length;
      this.textContent = left < most / 5 ? this.getAttribute("said").replace("{left}", left) : "";
    };
    field.addEventListener("input", show);
    show();
  }
}

customElements.define("choice-count", ChoiceCount);
customElements.define("copy-text", CopyText);
customElements.define("letters-left", LettersLeft);

// An open menu closes on Escape and on a press elsewhere.
for (const menu of document.querySelectorAll("details.account")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
