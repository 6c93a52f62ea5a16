// While a question is being typed, show what was asked before.
const title = document.getElementById("id_title");
const place = document.getElementById("similar");
let timer = null;

title?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const response = await fetch(`${place.dataset.from}?q=${encodeURIComponent(title.value)}`).catch(() => null);
    if (response?.ok) place.innerHTML = await response.text(); // our own fragment, escaped by the server
  }, 400);
});
