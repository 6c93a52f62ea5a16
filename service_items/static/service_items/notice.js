// Copy the slip at one press. Over plain http the clipboard is not to be had, so the text is selected and copied as of old.
const text = document.getElementById("slip-text");
const button = document.querySelector("[data-copy]");
const said = document.querySelector("[data-copied]");
button.hidden = false;
text.addEventListener("focus", () => text.select());

async function copied() {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text.value);
      return true;
    } catch {
      // refused: the old way is left
    }
  }
  text.focus();
  text.select();
  return document.execCommand("copy");
}

button.addEventListener("click", async () => {
  said.textContent = (await copied()) ? said.dataset.copied : said.dataset.select;
});
