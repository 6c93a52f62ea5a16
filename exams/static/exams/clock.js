// The countdown: by the server's clock, never by this computer's. Silent but for 10, 5 and 1 minutes.

const ANNOUNCED = [10, 5, 1];

export class Clock {
  constructor({ shown, bar, say, words, jumped, up }) {
    Object.assign(this, { shown, bar, say, words, jumped, up, announced: new Set(), over: false });
    this.wall = Date.now();
    this.steady = performance.now();
    setInterval(() => this.tick(), 500);
  }

  // Both are ISO texts from the server.
  sync(serverTime, deadline) {
    this.endsAt = performance.now() + (new Date(deadline) - new Date(serverTime));
    this.serverOffset = new Date(serverTime) - performance.now();
    if (this.left() > 0) this.over = false;
    this.tick();
  }

  // The clock stands still; sync() sets it going again.
  hold() {
    this.endsAt = undefined;
  }

  left() {
    return this.endsAt === undefined ? Infinity : Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000));
  }

  // The server's time now, as a Date.
  now() {
    return new Date(performance.now() + (this.serverOffset ?? 0));
  }

  tick() {
    const drift = Math.abs((Date.now() - this.wall) - (performance.now() - this.steady));
    this.wall = Date.now();
    this.steady = performance.now();
    if (drift > 1500) this.jumped(); // the computer slept, or its clock was set: ask the server
    const left = this.left();
    if (left === Infinity) return;
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(left / 3600);
    this.shown.textContent = `${hours ? `${hours}:` : ""}${two(Math.floor((left % 3600) / 60))}:${two(left % 60)}`;
    this.shown.parentElement.classList.toggle("timer--low", left < 600);
    this.bar.value = Math.min(left, this.bar.max);
    for (const minutes of ANNOUNCED) {
      if (left > minutes * 60) this.announced.delete(minutes);
      else if (left > minutes * 60 - 5 && !this.announced.has(minutes)) this.speak(minutes);
    }
    if (left === 0 && !this.over) {
      this.over = true;
      this.up();
    }
  }

  speak(minutes) {
    this.announced.add(minutes);
    this.say.textContent = this.words.minutes_left.replace("{0}", minutes);
  }
}
