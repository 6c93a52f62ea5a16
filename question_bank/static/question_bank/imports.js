// Moves the bar while a file is checked or written, and shows the result when it is there.
const box = document.getElementById("import-progress");

async function look() {
  try {
    const answer = await fetch(box.dataset.status, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const { state, progress } = await answer.json();
      box.querySelector("progress").value = progress;
      if (state !== "waiting" && state !== "running") {
        window.location.reload();
        return;
      }
    }
  } catch {
    // the network is away for a moment; the next look may succeed
  }
  window.setTimeout(look, 700);
}

if (box) look();
