// After the end: what this device wrote down and never got to send goes to the server, which puts it aside; then
// nothing of the attempt stays here.

import { Drain, PUT_ASIDE } from "./drain.js";
import { Outbox } from "./outbox.js";

const box = document.getElementById("late");
const words = JSON.parse(document.getElementById("late-words").textContent);
const say = (text) => { box.hidden = false; box.querySelector("p").textContent = text; };

const outbox = await Outbox.open(Number(box.dataset.attempt), box.dataset.key);
const waiting = outbox.waiting.length;
if (waiting) {
  say(words.waiting.replace("{0}", waiting));
  const drain = new Drain(outbox, box.dataset.api, (event, details) => {
    if (event === "ended") say(PUT_ASIDE.has(details.code) ? words.kept : words.joined.replace("{0}", details.title).replace("{1}", details.detail));
  });
  await drain.empty();
}
await outbox.purge().catch(() => {});
box.dataset.done = "yes";
