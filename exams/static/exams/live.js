// Parts of a page that keep themselves up to date: [data-live] names the seconds between looks. Whoever is inside one with
// the keyboard, or has selected text there, is not disturbed. Without scripts the page has its refresh link.
const parts = [...document.querySelectorAll("[data-live]")];

function isInUse(part) {
  const chosen = getSelection();
  return part.contains(document.activeElement) || (!chosen.isCollapsed && part.contains(chosen.anchorNode));
}

let looking = false; // one look at a time: a server that is slow is not asked more often

async function look() {
  if (looking || document.hidden || parts.every(isInUse)) return;
  looking = true;
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  await show(answer).finally(() => { looking = false; });
}

async function show(answer) {
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-live]");
  if (fresh.length !== parts.length) return;
  parts.forEach((part, place) => { if (!isInUse(part)) part.replaceChildren(...fresh[place].childNodes); });
}

if (parts.length) setInterval(look, Math.min(...parts.map((part) => Number(part.dataset.live))) * 1000);
