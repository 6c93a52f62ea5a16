// A part of a page that keeps itself up to date: [data-live] names the seconds between looks. Whoever is inside it with
// the keyboard, or has selected text there, is not disturbed. Without scripts the page has its refresh link.
const part = document.querySelector("[data-live]");

function isInUse() {
  const chosen = getSelection();
  return part.contains(document.activeElement) || (!chosen.isCollapsed && part.contains(chosen.anchorNode));
}

let looking = false; // one look at a time: a server that is slow is not asked more often

async function look() {
  if (looking || document.hidden || isInUse()) return;
  looking = true;
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  await show(answer).finally(() => { looking = false; });
}

async function show(answer) {
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (fresh && !isInUse()) part.replaceChildren(...fresh.childNodes);
}

if (part) setInterval(look, Number(part.dataset.live) * 1000);
