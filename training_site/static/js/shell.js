// Small behaviours every page shares. Nothing here is needed to get through: each is a convenience over plain HTML.
document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// a choice that takes effect at once
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit]")) event.target.form.requestSubmit();
});

function isWriting(element) {
  return element.closest("input, textarea, select, [contenteditable]") !== null;
}

// Escape closes an open menu and gives the focus back; "/" goes to the window look-up from any page.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isWriting(event.target)) return;
  const target = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  const box = document.querySelector("[data-lookup]");
  if (box) box.focus();
  else target.click();
});
