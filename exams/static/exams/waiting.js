// The waiting room: counts down by the server's clock and opens the page anew at the bell, each browser a little apart.
const bell = document.querySelector("[data-bell]");
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
}
