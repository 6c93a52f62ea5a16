// The questions on the page: which is shown, what is answered, flagged and waiting; navigator and keyboard.

import { readValue, writeValue } from "../question_bank/response_values.js";

const TYPING = "textarea, input:not([type=radio]):not([type=checkbox]), select";

export class Pages {
  constructor({ words, order, flags, keys, changed, flagged }) {
    Object.assign(this, { words, forward: order === "forward", flags: new Set(flags), keys, changed, flagged });
    this.articles = [...document.querySelectorAll("[data-question]")];
    this.values = new Map(this.articles.map((article) => [article.dataset.question, readValue(this.root(article))]));
    this.timers = new Map();
    this.place = 0;
    this.articles.forEach((article) => {
      article.addEventListener("input", (event) => this.edited(article, event.target.matches(TYPING) ? 800 : 0));
      article.addEventListener("change", () => this.edited(article, 0));
    });
    document.addEventListener("keydown", (event) => this.key(event));
  }

  root(article) {
    return article.querySelector("[data-question-kind]");
  }

  get current() {
    return this.articles[this.place];
  }

  // Put a value that only this device knew back into its form.
  restore(question, value) {
    const article = document.getElementById(question);
    if (!article) return;
    writeValue(this.root(article), value);
    this.values.set(question, value);
  }

  edited(article, wait) {
    clearTimeout(this.timers.get(article));
    this.timers.set(article, setTimeout(() => this.note(article), wait));
  }

  note(article) {
    clearTimeout(this.timers.get(article));
    this.timers.delete(article);
    const question = article.dataset.question;
    const value = readValue(this.root(article));
    if (JSON.stringify(value) === JSON.stringify(this.values.get(question))) return;
    this.values.set(question, value);
    this.changed(question, value);
  }

  // What is being typed right now counts too.
  flush() {
    for (const article of [...this.timers.keys()]) this.note(article);
  }

  show(place, focus = true) {
    if (place < 0 || place >= this.articles.length || (this.forward && place < this.place)) return;
    this.flush();
    if (this.forward && place > this.place) this.passed(place);
    this.place = place;
    this.articles.forEach((article, number) => { article.hidden = number !== place; });
    if (focus) {
      this.current.querySelector(".q__stem").focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
  }

  // The first question; forward only, the furthest that the server knows of or that waits on this device.
  begin(reached, waiting) {
    const furthest = Math.max(reached - 1, this.articles.findLastIndex((article) => waiting.has(article.dataset.question)));
    this.place = this.forward ? Math.max(furthest, 0) : 0;
    this.show(this.place, false);
  }

  // Forward only: a question left unanswered is told to the server as such, so that it stays behind.
  passed(place) {
    for (const article of this.articles.slice(this.place, place)) {
      const question = article.dataset.question;
      if (this.values.get(question) === null) this.changed(question, null);
    }
  }

  flag() {
    const question = this.current.dataset.question;
    if (!this.flags.delete(question)) this.flags.add(question);
    this.flagged([...this.flags]);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("dialog, .btn") || event.target.matches(TYPING)) return;
    const choosing = event.target.matches("input");
    if (event.key === "ArrowRight" && !choosing) this.show(this.place + 1);
    else if (event.key === "ArrowLeft" && !choosing) this.show(this.place - 1);
    else if (!this.keys) return;
    else if (event.key === "f" || event.key === "F") this.flag();
    else if (/^[1-9]$/.test(event.key)) this.root(this.current).querySelectorAll("input[type=radio], input[type=checkbox]")[event.key - 1]?.click();
    else return;
    event.preventDefault();
  }

  lock() {
    for (const field of document.querySelectorAll("#q input, #q textarea, #q select")) field.disabled = true;
  }

  unlock() {
    for (const field of document.querySelectorAll("#q input, #q textarea, #q select")) field.disabled = false;
  }

  // Draw navigator, counts and the flag button; `waiting` is the set of questions still on this device.
  draw(waiting) {
    const isDone = (question) => (this.values.get(question) ?? null) !== null;
    for (const link of document.querySelectorAll("[data-go]")) {
      const question = link.dataset.go;
      link.classList.toggle("done", isDone(question));
      link.classList.toggle("flag", this.flags.has(question));
      link.classList.toggle("wait", waiting.has(question));
      if (question === this.current.dataset.question) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.querySelector("[data-said]").textContent = ` ${isDone(question) ? this.words.said_done : this.words.said_open}`
        + (this.flags.has(question) ? this.words.said_flag : "") + (waiting.has(question) ? this.words.said_wait : "");
    }
    const done = this.articles.filter((article) => isDone(article.dataset.question)).length;
    for (const each of document.querySelectorAll("[data-answered]")) {
      each.textContent = this.words.answered.replace("{0}", done).replace("{1}", this.articles.length);
    }
    document.getElementById("place").textContent = `${this.place + 1}/${this.articles.length}`;
    const flagged = this.flags.has(this.current.dataset.question);
    const button = document.querySelector('[data-do="flag"]');
    button.setAttribute("aria-pressed", String(flagged));
    button.querySelector("span").textContent = flagged ? this.words.flagged : this.words.flag;
    document.querySelector('[data-do="back"]').disabled = this.forward || this.place === 0;
    document.querySelector('[data-do="next"]').disabled = this.place === this.articles.length - 1;
    return { done, open: this.articles.filter((article) => !isDone(article.dataset.question)), flags: this.flags };
  }
}
