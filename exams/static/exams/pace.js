// The suggested time of each part of the paper: counts the seconds spent in a part and says once when they are used up.
// It is advice; nothing is closed by it.

export class Pace {
  // limits: {part: seconds}; used: {part: seconds} as kept from before; say(part) is called once a part.
  constructor({ limits, used, say }) {
    Object.assign(this, { limits, used: { ...used }, say, last: null });
  }

  // To be called now and then with the part that is shown and a steady time in milliseconds; at most a minute counts.
  tick(part, now) {
    const spent = this.last?.part === part ? Math.min((now - this.last.now) / 1000, 60) : 0;
    this.last = { part, now };
    const before = this.used[part] ?? 0;
    this.used[part] = before + spent;
    if (this.limits[part] && before < this.limits[part] && this.used[part] >= this.limits[part]) this.say(part);
  }
}
