// The ballot's bar: says live what is left and keeps the choices in the browser's cookie while one chooses.
// Without script the button "Update" does both. The server checks everything again.

// Kazakh letters as the Russian ones of the same place: not every keyboard has them.
const fold = (text) => text.toLowerCase().replace(/[әғқңөұүһі]/g, (letter) => "агкноуухи"["әғқңөұүһі".indexOf(letter)]);

/** <ballot-state kind="approval" limit="5" said="{pot}: {used} of 5" over="Too many.">text</ballot-state> */
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

  // What is chosen in a pot: ticked boxes, or numbers that are filled in.
  chosen(pot) {
    return [...pot.querySelectorAll('input[name="c"]:checked, .choice-number')].filter((each) => each.value.trim());
  }

  // Every limit holds in each pot by itself.
  show() {
    const kind = this.getAttribute("kind");
    const limit = Number(this.getAttribute("limit")) || Infinity;
    let over = false;
    const text = [...this.form.querySelectorAll("[data-pot]")].map((pot) => {
      const chosen = this.chosen(pot);
      const sum = (value) => chosen.reduce((total, each) => total + (Number(value(each)) || 0), 0);
      const used = kind === "points" ? sum((each) => each.value) : chosen.length;
      const left = Number(pot.dataset.amount) - sum((each) => each.dataset.cost);
      over = over || (kind === "knapsack" ? left < 0 : used > limit);
      const parts = { pot: pot.dataset.pot, used, money: this.money(left) };
      return this.getAttribute("said").replace(/\{(\w+)\}/g, (all, name) => parts[name]);
    }).join(" · ");
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
