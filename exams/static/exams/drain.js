// Empties the outbox: in order, one request at a time, with a jittered back-off; nothing leaves without its own ack.

import { call } from "./server.js";

const AT_ONCE = 50;
const LONGEST_WAIT = 8000; // so that all is on the server within 10 s of its coming back
const FINAL = new Set(["attempt_closed", "attempt_void", "sitting_cancelled"]);
export const PUT_ASIDE = new Set(["deadline_passed", "closed_elsewhere"]); // refused, and kept by the server for a decision
const BAD_VALUE = new Set(["wrong_shape", "unknown_option", "text_too_long", "unknown_question", "out_of_order", "too_large"]);
const UNFIT = new Set(["csrf", "not_json", "bad_body", "bad_seq", "quarantine_full"]); // the problem says what helps

export class Drain {
  // tell(event, details): "saved" (with `sound`, the questions saved as they were written), "away", "signed-out", "someone-else",
  // "other-device", "ended", "suspended", "refused", "behind", "unfit", "renumber".
  constructor(outbox, api, tell) {
    Object.assign(this, { outbox, api, tell, failures: 0, running: null, stopped: false, stored: new Map() });
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  // Now, without waiting for the back-off to pass.
  wake() {
    clearTimeout(this.timer);
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  later() {
    this.failures += 1;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.failures);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), wait * (0.5 + Math.random() / 2));
  }

  async run() {
    while (this.outbox.waiting.length && !this.stopped) {
      const { client } = this.outbox.waiting[0];
      const batch = this.outbox.waiting.filter((each) => each.client === client).slice(0, AT_ONCE);
      await this.outbox.writes; // on this device first
      try {
        await this.send(client, batch);
        this.failures = 0;
      } catch (refusal) {
        if (!(await this.recover(refusal, client, batch))) return;
      }
    }
  }

  async send(client, batch) {
    const responses = batch.map(({ question, value, seq }) => ({ question, value, seq }));
    const answer = await call("PUT", `${this.api}/responses`, { client, responses });
    if (!Array.isArray(answer.accepted)) throw Object.assign(new Error("no acknowledgement"), { code: "away" });
    for (const { question, value } of batch) this.stored.set(question, value);
    await this.outbox.acknowledge(client, answer.accepted);
    this.tell("saved", { ...answer, sound: batch.filter((each) => !each.amended).map((each) => each.question) });
  }

  // Whether to go on at once.
  async recover(refusal, client, batch) {
    if (refusal.code === "seq_behind") {
      const newer = new Map((refusal.newer ?? []).map((each) => [each.question, each.seq]));
      await this.outbox.acknowledge(client, batch.filter((each) => each.seq < (newer.get(each.question) ?? 0)));
      this.tell("behind", refusal);
      return newer.size > 0;
    }
    if (refusal.code === "seq_reused") return this.tell("renumber", refusal);
    if (PUT_ASIDE.has(refusal.code)) { // what is left follows, then it is over
      await this.outbox.acknowledge(client, batch);
      if (this.outbox.waiting.length) return true;
      this.stopped = true;
      this.tell("ended", refusal);
      return false;
    }
    if (FINAL.has(refusal.code)) {
      this.stopped = true;
      this.tell("ended", refusal);
      return false;
    }
    if (refusal.code === "other_device") {
      // sent before this device took over: what waits now is numbered anew
      if (!batch.some((each) => this.outbox.waiting.includes(each))) return true;
      this.tell("other-device", refusal);
      return false;
    }
    if (BAD_VALUE.has(refusal.code) && batch.length === 1) {
      const [change] = batch;
      this.tell("refused", Object.assign(refusal, { question: change.question }));
      if (change.amended) await this.outbox.acknowledge(client, batch);
      change.amended = true;
      await this.outbox.amend(change, this.stored.get(change.question) ?? null);
      return true;
    }
    if (BAD_VALUE.has(refusal.code) || refusal.code === "too_many") return this.oneByOne(client, batch);
    if (refusal.code === "suspended") this.tell("suspended", refusal);
    else if (refusal.code === "not_found") this.tell("someone-else", refusal); // one's own attempt is always found
    else this.tell(refusal.status === 401 ? "signed-out" : UNFIT.has(refusal.code) ? "unfit" : "away", refusal);
    this.later();
    return false;
  }

  // One bad change refuses a whole batch; sent singly, only that one is.
  async oneByOne(client, batch) {
    for (const change of batch) {
      try {
        await this.send(client, [change]);
      } catch (refusal) {
        return this.recover(refusal, client, [change]);
      }
    }
    return true;
  }

  // Longer from try to try, so that a whole hall does not knock at once.
  pause() {
    return 400 * 2 ** Math.min(this.failures, 5) * (0.5 + Math.random() / 2);
  }

  // Resolves when everything is acknowledged, or nothing more can be.
  async empty() {
    while (this.outbox.waiting.length && !this.stopped) {
      await this.wake();
      if (this.outbox.waiting.length && !this.stopped) await new Promise((resolve) => setTimeout(resolve, this.pause()));
    }
  }
}
