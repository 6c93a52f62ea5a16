// One click fills a demo account; and what the last person left in this browser is cleared (Clear-Site-Data works
// only over https, and halls often serve plain http at an inner address).

for (const button of document.querySelectorAll("[data-fill]")) {
  button.addEventListener("click", () => {
    const form = document.querySelector(".sign__form form[aria-labelledby]");
    form.elements.login.value = button.dataset.fill;
    form.elements.password.value = button.dataset.password;
    form.querySelector("[type=submit]").focus();
  });
}

// The server sets this cookie on a sign-out by the person's own hand, never on an idle time-out: answers of a running
// exam that wait in the browser survive that one.
if (document.cookie.split("; ").includes("signed_out=1")) {
  document.cookie = "signed_out=; Max-Age=0; path=/; SameSite=Lax";
  sessionStorage.clear();
  localStorage.clear();
  if (indexedDB.databases) {
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
  }
  if (window.caches) {
    for (const key of await caches.keys()) await caches.delete(key);
  }
}
