// Find while one types: the list below the box follows the words; the arrow keys walk from the box through the hits.
const box = document.querySelector("[data-suggest]");
const found = document.getElementById("found");
const said = document.getElementById("found-said");
let latest = 0;
let waiting;

function line(hit) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = hit.url;
  link.textContent = hit.title;
  const title = document.createElement("b");
  title.append(link);
  const more = document.createElement("span");
  more.className = "quiet";
  more.textContent = [hit.kind, hit.detail].filter(Boolean).join(" · ");
  const part = document.createElement("div");
  part.append(title, more);
  item.append(part);
  return item;
}

// The look-up's own address: it asks to sign in, and leads back to these words.
function signIn(query) {
  const link = document.createElement("a");
  link.href = `${box.form.action}?${new URLSearchParams({ q: query })}`;
  link.textContent = said.dataset.signIn;
  return link;
}

async function suggest() {
  const query = box.value.trim();
  const turn = ++latest;
  if (!query) return;
  const answer = await fetch(`${box.form.action}?${new URLSearchParams({ q: query, format: "json" })}`).catch(() => null);
  if (turn !== latest) return;
  if (!answer?.ok || answer.redirected) {
    found.replaceChildren();
    said.textContent = answer?.redirected ? said.dataset.ended : said.dataset.away;
    if (answer?.redirected) said.append(" ", signIn(query));
    return;
  }
  const { hits } = await answer.json();
  const list = document.createElement("ul");
  list.className = "lines card gap-s";
  list.append(...hits.map(line));
  found.replaceChildren(...(hits.length ? [list] : []));
  said.textContent = hits.length ? said.dataset.found.replace("0", hits.length) : said.dataset.nothing;
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 80);
}

box.addEventListener("input", (event) => {
  if (!event.isComposing) later();
});
box.addEventListener("compositionend", later);
document.addEventListener("keydown", (event) => {
  if (event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [box, ...found.querySelectorAll("a")];
  const place = stops.indexOf(document.activeElement);
  if (place < 0) return;
  const next = stops[place + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
