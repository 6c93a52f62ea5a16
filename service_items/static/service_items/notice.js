// Print the slip; select its text at a click so that it can be copied at once.
document.querySelector("[data-print]").addEventListener("click", () => window.print());
const text = document.getElementById("slip-text");
text.addEventListener("focus", () => text.select());
