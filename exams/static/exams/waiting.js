// The waiting room: counts down by the server's clock and opens the page anew at the bell, each browser a little apart.
// Now and then it says that somebody waits here, and learns of a new time or a cancelled exam.
const PING = 20000;
const bell = document.querySelector("[data-bell]");

async function ping() {
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("[data-bell]")?.dataset.bell !== bell.dataset.bell) location.reload();
}

if (bell) {
  const left = new Date(bell.dataset.bell) - new Date(bell.dataset.now);
  const opensAt = performance.now() + left;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((opensAt - performance.now()) / 1000));
    bell.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === 0) setTimeout(() => location.reload(), 200 + Math.random() * 2000);
    else setTimeout(tick, 500);
  };
  tick();
  setInterval(ping, PING * (0.8 + Math.random() * 0.4));
}
