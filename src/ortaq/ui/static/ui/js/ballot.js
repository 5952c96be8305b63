// The ballot's bar: says live what is left and keeps the choices in the browser's cookie while one chooses.
// Without script the button "Update" does both. The server checks everything again.

// Kazakh letters as the Russian ones of the same place: not every keyboard has them.
const fold = (text) => text.toLowerCase().replace(/[әғқңөұүһі]/g, (letter) => "агкноуухи"["әғқңөұүһі".indexOf(letter)]);

/** <ballot-state kind="approval" limit="5" said="Chosen: {used} of {limit}" over="Too many.">text</ballot-state> */
class BallotState extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    if (!this.form) return;
    this.setAttribute("role", "status");
    this.plain = this.form.querySelector("[data-plain]");
    if (this.plain) this.plain.hidden = true;
    this.form.addEventListener("input", (event) => {
      if (event.target.name === "q" || event.target.name === "chosen") return this.narrow();
      this.show();
      this.keepSoon();
    });
    // What is sent with a button is newer than what was about to be kept.
    this.form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.keep());
    addEventListener("pageshow", () => this.show());
    this.show();
  }

  get inputs() {
    return [...this.form.querySelectorAll('input[name="c"]:checked, .choice-number')].filter((each) => each.value.trim());
  }

  show() {
    const kind = this.getAttribute("kind");
    const said = this.getAttribute("said");
    let over = false;
    let text;
    if (kind === "knapsack") {
      text = [...this.form.querySelectorAll("[data-pot]")].map((pot) => {
        const cost = [...pot.querySelectorAll("input:checked")].reduce((sum, each) => sum + Number(each.dataset.cost), 0);
        const left = Number(pot.dataset.amount) - cost;
        over = over || left < 0;
        return said.replace("{pot}", pot.dataset.pot).replace("{money}", this.money(left));
      }).join(" · ");
    } else {
      const limit = Number(this.getAttribute("limit")) || Infinity;
      const used = kind === "points" ? this.inputs.reduce((sum, each) => sum + (Number(each.value) || 0), 0) : this.inputs.length;
      over = used > limit;
      text = said.replace("{used}", used);
    }
    this.textContent = over ? `${this.getAttribute("over")} ${text}` : text;
    this.classList.toggle("is-over", over);
  }

  money(minor) {
    const digits = Number(this.getAttribute("digits"));
    const whole = Math.floor(Math.abs(minor) / 10 ** digits);
    const rest = Math.abs(minor) % 10 ** digits;
    const part = rest ? this.getAttribute("mark") + String(rest).padStart(digits, "0") : "";
    return (minor < 0 ? "\u2212" : "") + String(whole).replace(/\B(?=(\d{3})+$)/g, "\u202f") + part + "\u00a0" + this.getAttribute("sign");
  }

  narrow() {
    const words = fold(this.form.elements.q.value).split(/\s+/).filter(Boolean);
    const mine = this.form.elements.chosen.checked;
    for (const card of this.form.querySelectorAll(".choice")) {
      const input = card.querySelector("input");
      const chosen = input && (input.type === "checkbox" ? input.checked : input.value.trim());
      const text = fold(card.querySelector("label").textContent);
      card.hidden = !chosen && (mine || !words.every((word) => text.includes(word)));
    }
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 700);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.sending) this.sending.abort();
  }

  async keep() {
    this.stop();
    this.sending = new AbortController();
    const body = new FormData(this.form);
    body.set("do", "save");
    try {
      await fetch(this.form.action, { method: "POST", body, credentials: "same-origin", keepalive: true, signal: this.sending.signal });
    } catch {
      // No line just now: the choices still stand in the form, and the next change tries again.
    }
  }
}

customElements.define("ballot-state", BallotState);
