// The exam player: puts outbox, drain, clock and pages together and says in words how things stand.

import { Clock } from "./clock.js";
import { Drain, PUT_ASIDE } from "./drain.js";
import { newClient, Outbox } from "./outbox.js";
import { Pace } from "./pace.js";
import { Pages } from "./pages.js";
import { call } from "./server.js";
import { Tabs } from "./tabs.js";

const player = document.getElementById("player");
const words = JSON.parse(document.getElementById("player-words").textContent);
const api = player.dataset.api;
const say = (name, ...values) => values.reduce((text, value, place) => text.replace(`{${place}}`, value), words[name]);
const dialog = (id) => document.getElementById(id);
const open = (id) => dialog(id).open || dialog(id).showModal();
const hours = (date) => date.toLocaleTimeString("zh-CN", { hourCycle: "h23", timeZone: player.dataset.zone }); // the hall's
const put = (node, text) => { if (node.textContent !== text) node.textContent = text; }; // a live region speaks at every change
const PULSE = 15000;
const OVER = ["attempt_closed", "closed_elsewhere", "attempt_void", "sitting_cancelled", "deadline_passed"];
let savedAt = player.dataset.saved ? new Date(player.dataset.saved) : null, trouble = "", lease = { client: "", epoch: 0 }, deadline = "", heard = 0, held = false;
let ending = false, submitting = false, handing = 0; // the hand-in: asked for, under way, how many times asked for
const confirming = document.querySelector('[data-do="confirm"]');

if ("large" in player.dataset) document.documentElement.dataset.size = "largest";

const outbox = await Outbox.open(Number(player.dataset.attempt), player.dataset.key);
const tabs = new Tabs(player.dataset.attempt, { moved: () => { drain.stopped = true; open("lease"); } });
let elsewhere = await tabs.ask();
const client = !elsewhere && outbox.meta.client ? outbox.meta.client : newClient();
if (elsewhere) Object.assign(outbox, { waiting: [] }); // they belong to the other tab until this one takes over
const pages = new Pages({
  words, order: player.dataset.order, flags: outbox.meta.flags, keys: outbox.meta.keys ?? true,
  changed: async (question, value) => { await outbox.add(question, value).catch(() => {}); draw(); drain.wake(); },
  flagged: (flags) => { outbox.remember({ flags }); draw(); },
});
const drain = new Drain(outbox, api, heardFromDrain);
const clock = new Clock({
  shown: dialog("left"), bar: dialog("left-bar"), say: dialog("timer-say"), words, jumped: () => pulse(), up: () => timeUp(),
});
const parts = [...document.querySelectorAll("[data-part-minutes]")];
const pace = new Pace({
  limits: Object.fromEntries(parts.map((each) => [each.dataset.part, each.dataset.partMinutes * 60])), used: outbox.meta.used,
  say: (part) => { notice("pace", say("pace", parts.find((each) => each.dataset.part === part).dataset.partTitle)); keepPace(); },
});
const keepPace = () => outbox.remember({ used: pace.used });
if (!elsewhere) await outbox.useClient(client);
for (const { question, value } of outbox.waiting) pages.restore(question, value);

function notice(id, text, kind = "warn") {
  const old = dialog(`notice-${id}`);
  if (!text) return old?.remove();
  if (old?.dataset.text === text) return old;
  const box = document.createElement("div");
  box.id = `notice-${id}`;
  box.dataset.text = text;
  box.className = `notice notice--${kind}`;
  box.append(document.createElement("p"));
  box.firstChild.textContent = text;
  if (old) old.replaceWith(box);
  else dialog("notices").append(box);
  return box;
}

const spoken = ({ title = "", detail }) => (title && detail ? say("joined", title, detail) : title || detail || "");

function savedLine() {
  const waiting = new Set(outbox.waiting.map((each) => each.question)).size;
  const last = savedAt ? say("saved", hours(savedAt)) : say("nothing_yet");
  if (!waiting) return [last, savedAt ? "saved--ok" : ""];
  const since = savedAt ? ` · ${say("last_saved", hours(savedAt))}` : "";
  return [trouble ? `${say("waiting", waiting)}${since}` : `${say("saving")} · ${say("waiting", waiting)}`, "saved--wait"];
}

function draw() {
  const waiting = new Set(outbox.waiting.map((each) => each.question));
  const [line, kind] = savedLine();
  put(dialog("saved-text"), line);
  dialog("saved").className = `saved ${kind}`;
  const counts = pages.draw(waiting);
  const tally = { done: counts.done, open: counts.open.length, flag: counts.flags.size, wait: waiting.size };
  for (const [name, number] of Object.entries(tally)) {
    const cell = document.querySelector(`[data-tally="${name}"]`);
    cell.textContent = number;
    cell.parentElement.classList.toggle("warn", name !== "done" && number > 0);
  }
  chips("sub-open", counts.open.map((article) => article.dataset.question));
  chips("sub-flag", [...counts.flags]);
  const left = clock.left();
  if (left !== Infinity) put(dialog("sub-left"), say("left", Math.floor(left / 60), left % 60));
}

function chips(id, questions) {
  const row = dialog(id);
  row.querySelectorAll("a").forEach((each) => each.remove());
  row.hidden = !questions.length;
  for (const question of questions.slice(0, 30)) {
    const link = document.createElement("a");
    link.className = "chip";
    link.href = `#${question}`;
    link.dataset.go = question;
    link.append(say("question", dialog(question).dataset.number));
    const said = document.createElement("span");
    said.className = "sr";
    said.dataset.said = "";
    link.append(said);
    row.append(link);
  }
}

function heardFromDrain(event, details) {
  if (event === "saved") {
    savedAt = new Date(details.server_time);
    trouble = "";
    if (held) { // what is suspended takes no answer, so it goes on
      hold(false);
      pulse();
    }
    for (const id of ["away", "unfit", "account", ...details.sound.map((each) => `refused-${each}`)]) notice(id, "");
    if (dialog("signin").open) dialog("signin").close();
  } else if (event === "away") {
    trouble = event;
    notice("away", say(navigator.onLine ? "server_away" : "offline"));
  } else if (event === "signed-out") {
    trouble = event;
    open("signin");
  } else if (event === "someone-else") {
    trouble = event;
    notice("account", say("someone_else"), "stop");
  } else if (event === "other-device") {
    trouble = event;
    drain.stopped = true;
    open("lease");
  } else if (event === "refused") {
    const number = dialog(details.question)?.dataset.number ?? "";
    notice(`refused-${details.question}`, say("refused", number, spoken(details)), "stop");
  } else if (event === "suspended") {
    trouble = event;
    hold(true);
  } else if (event === "behind") {
    notice("behind", spoken(details));
    refresh().catch(() => {});
  } else if (event === "unfit") {
    trouble = event;
    notice("unfit", say("unfit", spoken(details)), "stop");
  } else if (event === "ended") {
    ended(details);
  } else if (event === "renumber") {
    takeOver();
    return false;
  }
  draw();
}

async function pulse() {
  if (ended.begun) return;
  clearTimeout(pulse.timer);
  pulse.timer = setTimeout(pulse, PULSE * (0.8 + Math.random() * 0.4));
  try {
    heardNews(await call("GET", `${api}/pulse?client=${outbox.meta.client}`));
    notice("account", "");
    if (["away", "signed-out", "someone-else"].includes(trouble)) drain.wake();
  } catch (refusal) {
    if (refusal.status === 401) heardFromDrain("signed-out", refusal);
    else if (refusal.code === "not_found") heardFromDrain("someone-else", refusal);
    else if (outbox.waiting.length || !navigator.onLine) heardFromDrain("away", refusal);
  }
}

function heardNews(news) {
  if (deadline && news.deadline !== deadline) {
    pages.unlock();
    ending = false;
    notice("extended", say("extended", hours(new Date(news.deadline))), "good");
  }
  hold(news.state === "suspended");
  if (held) return;
  deadline = news.deadline;
  if (news.lease?.epoch >= lease.epoch) lease = news.lease; // an answer asked for before this device took over is old news
  clock.sync(news.server_time, news.deadline);
  for (const message of news.messages ?? []) {
    if (message.id > heard) notice(`message-${message.id}`, say("message", message.text), "good");
    heard = Math.max(heard, message.id);
  }
  if (news.state !== "in_progress") over({ code: news.state });
  else if (lease.client && lease.client !== outbox.meta.client && !elsewhere) {
    drain.stopped = true;
    open("lease");
  }
}

// An officer has stopped the clock, or lets it run on: meanwhile the questions are out of sight and nothing is sent.
function hold(still) {
  if (still === held) return;
  held = still;
  notice("suspended", still ? words.suspended : "", "stop");
  document.querySelector(".exam-cols").hidden = still;
  if (still) {
    pages.flush();
    pages.lock();
    clock.hold();
    for (const each of ["navd", "sub"]) dialog(each).close();
  } else {
    pages.unlock();
    trouble = "";
    drain.wake();
  }
}

async function takeOver() {
  const fresh = newClient();
  try {
    pages.flush(); // what was being typed when the notice came goes along
    const waiting = outbox.waiting;
    if (tabs.holding) await outbox.renumber(fresh);
    else {
      await outbox.readAll?.call(outbox).catch(() => {});
      await outbox.renumber(fresh);
    }
    lease = await call("POST", `${api}/lease`, { client: fresh });
    tabs.take();
    elsewhere = false;
    drain.stopped = false;
    trouble = "";
    dialog("lease").close();
    if (!waiting.length) await refresh();
    drain.wake();
  } catch (refusal) {
    if (OVER.includes(refusal.code)) over(refusal);
    else heardFromDrain(refusal.status === 401 ? "signed-out" : refusal.code === "suspended" ? "suspended" : "away", refusal);
  }
  draw();
}

// What the server holds, where this device has nothing newer.
async function refresh() {
  const attempt = await call("GET", api);
  pages.flush();
  const mine = new Set(outbox.waiting.map((each) => each.question));
  for (const { question, value } of attempt.responses ?? []) if (!mine.has(question)) pages.restore(question, value);
}

async function handIn() {
  if (ending) return;
  const turn = ++handing;
  ending = true;
  confirming.disabled = true;
  try {
    pages.flush();
    await outbox.writes;
    if (outbox.waiting.length) dialog("sub-state").textContent = say("sending", outbox.waiting.length);
    await drain.empty();
    if (turn !== handing) return;
    submitting = true;
    dialog("sub-state").textContent = say("handing_in");
    await submit({ [outbox.meta.client]: outbox.meta.seq });
  } catch (refusal) {
    submitting = false;
    takeBack();
    dialog("sub-state").textContent = say("hand_in_failed", spoken(refusal) || words.unreachable);
    if (refusal.status === 401) open("signin");
    if (refusal.code === "other_device") open("lease");
  }
}

// Whoever goes back to the questions while the hand-in still waits has not handed in.
function takeBack() {
  if (submitting) return;
  handing += 1;
  ending = false;
  confirming.disabled = false;
}

async function submit(lastSeq) {
  try {
    await call("POST", `${api}/submit`, { last_seq: lastSeq });
  } catch (refusal) {
    if (refusal.code !== "answers_missing") throw refusal;
    await drain.empty();
    await call("POST", `${api}/submit`, { last_seq: { [outbox.meta.client]: 0 } }); // all that it holds is acknowledged
  }
  await leave();
}

async function leave() {
  await outbox.purge().catch(() => {});
  location.assign(player.dataset.after);
}

async function timeUp() {
  pages.flush();
  pages.lock();
  open("sub");
  document.querySelector('#sub [data-close]').disabled = true;
  dialog("sub-state").textContent = say("time_up");
  await pulse();
  if (clock.left() > 0) {
    pages.unlock();
    dialog("sub").close();
    document.querySelector('#sub [data-close]').disabled = false;
    return;
  }
  while (!ending && clock.left() === 0) {
    await handIn();
    if (!ending) await new Promise((resolve) => setTimeout(resolve, 3000));
  }
}

// Learnt otherwise than by sending: what this device holds, also one that had lost its turn, has yet to be sent.
function over(problem) {
  drain.stopped = false;
  ended(problem);
}

// The attempt is over. What still waits here is sent once more: the server puts it aside, it is not thrown away.
async function ended(problem) {
  if (ended.begun) return;
  ended.begun = true;
  clearTimeout(pulse.timer);
  pages.flush();
  pages.lock();
  const late = PUT_ASIDE.has(problem.code) || outbox.waiting.length > 0;
  notice("ended", problem.title && problem.code !== "deadline_passed" ? spoken(problem) : say(late ? "late" : "closed"), "stop");
  await outbox.writes;
  await drain.empty();
  setTimeout(leave, 4000);
}

const DEEDS = {
  back: () => pages.show(pages.place - 1),
  next: () => pages.show(pages.place + 1),
  flag: () => pages.flag(),
  "hand-in": () => { pages.flush(); dialog("navd").close(); draw(); dialog("sub-state").textContent = savedLine()[0]; open("sub"); },
  confirm: handIn,
  "take-over": takeOver,
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (link) {
    event.preventDefault();
    for (const each of ["navd", "sub"]) dialog(each).close();
    pages.show(pages.articles.findIndex((article) => article.id === link.dataset.go));
  }
  DEEDS[event.target.closest("[data-do]")?.dataset.do]?.();
  if (link || event.target.closest("[data-do]")) draw();
});
dialog("sub").addEventListener("close", () => clock.left() > 0 && takeBack());
dialog("lease").addEventListener("cancel", (event) => event.preventDefault());
dialog("lease").addEventListener("close", () => drain.stopped && !ended.begun && open("lease")); // a second Esc closes it all the same
dialog("scratch").value = outbox.meta.scratch ?? "";
let scratchTimer;
dialog("scratch").addEventListener("input", () => {
  clearTimeout(scratchTimer);
  scratchTimer = setTimeout(() => outbox.remember({ scratch: dialog("scratch").value }), 500);
});
dialog("keys").checked = pages.keys;
dialog("keys").addEventListener("change", () => {
  pages.keys = dialog("keys").checked;
  outbox.remember({ keys: pages.keys });
});
addEventListener("pagehide", () => { pages.flush(); keepPace(); });
addEventListener("online", () => pulse());
addEventListener("offline", () => heardFromDrain("away", {}));
addEventListener("focus", () => ["signed-out", "someone-else"].includes(trouble) && drain.wake());

// Another tab or another window: gone from the first sign of it until the page is seen and has the keyboard again. Who signs
// in anew in another window has not left.
let leftAt = 0;
const left = () => { if (trouble !== "signed-out") leftAt ||= performance.now(); };
function back() {
  if (!leftAt || document.hidden || !document.hasFocus()) return;
  const seconds = Math.round((performance.now() - leftAt) / 1000);
  leftAt = 0;
  if (seconds >= 1) call("POST", `${api}/integrity`, { kind: "focus_lost", seconds }).catch(() => {});
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return left();
  pulse();
  back();
});
addEventListener("blur", left);
addEventListener("focus", back);
document.addEventListener("paste", (event) => {
  const length = event.clipboardData?.getData("text").length ?? 0;
  if (event.target.closest("[data-question]")) call("POST", `${api}/integrity`, { kind: "paste", length }).catch(() => {});
});

if (outbox.kept !== "sealed") notice("kept", say(outbox.kept === "plain" ? "plain" : "no_store"));
pages.begin(Number(player.dataset.reached), new Set(outbox.waiting.map((each) => each.question)));
draw();
setInterval(() => { pace.tick(pages.current.dataset.part, performance.now()); draw(); }, 5000);
await pulse();
if (elsewhere || (lease.client && lease.client !== outbox.meta.client)) {
  drain.stopped = true;
  open("lease");
} else drain.wake();
player.dataset.ready = "yes";
