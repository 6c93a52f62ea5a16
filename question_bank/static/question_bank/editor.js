// The question editor: keeps the draft while typing, redraws preview, hints and near-duplicates, and keyboard-first saving.
const form = document.getElementById("editor");
const saved = document.getElementById("saved");
const preview = document.getElementById("preview");
const PAUSE = 1500;
let timer = null;
let stopped = false;

function list(node, rows) {
  node.replaceChildren(...rows.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

async function keep() {
  if (stopped) return;
  const data = new FormData(form);
  data.delete("drop-image"); // pictures go only when a person saves
  let response;
  try {
    response = await fetch(form.dataset.autosave, { method: "POST", body: data });
  } catch {
    timer = setTimeout(keep, 5000); // the network will come back
    return;
  }
  const answer = await response.json();
  if (!response.ok) {
    saved.textContent = answer.error;
    stopped = response.status === 409;
    return;
  }
  form.elements.seen.value = answer.seen;
  saved.textContent = `${saved.dataset.prefix} ${new Date(answer.seen).toLocaleTimeString("zh-CN", { hour12: false })}`;
  list(document.getElementById("hints"), answer.hints);
  const twins = document.getElementById("twins");
  const rows = answer.twins.map((twin) => `${twin.percent}% ${twin.code} ${twin.stem}`);
  list(twins, rows.length ? rows : [twins.dataset.none]);
  preview.contentWindow.location.reload();
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
form.addEventListener("submit", () => clearTimeout(timer));

document.addEventListener("keydown", (event) => {
  const save = event.ctrlKey && event.key === "s";
  const next = event.ctrlKey && event.key === "Enter";
  if (!save && !next) return;
  event.preventDefault();
  form.querySelector(`button[value="${next ? "save_next" : "save"}"]`).click();
});

for (const button of document.querySelectorAll("[data-width]")) {
  button.addEventListener("click", () => preview.classList.toggle("bank-preview--phone", button.dataset.width === "phone"));
}
