// Quick keys for markers: a digit gives that point in full (again: nothing), with Shift a half; Enter hands the mark in;
// B goes back to the answer judged before.
const form = document.querySelector("[data-marking]");
if (form) {
  const points = [...form.querySelectorAll("[data-point]")].map((row) => ({
    worth: Number(row.dataset.worth),
    input: row.querySelector("input"),
  }));
  const total = form.querySelector("[data-total]");

  const count = () => {
    const sum = points.reduce((before, point) => before + (Number(point.input.value) || 0), Number(total.dataset.base));
    total.textContent = String(Math.round(sum * 100) / 100);
  };
  const give = (point, half) => {
    const wanted = half ? Math.floor(point.worth * 50) / 100 : point.worth;
    point.input.value = String(Number(point.input.value) === wanted && point.input.value !== "" ? 0 : wanted);
    point.input.focus({ preventScroll: false });
    point.input.blur();
    count();
  };

  const back = document.querySelector("[data-back]");

  total.parentElement.hidden = false;
  if (matchMedia("(min-width: 48em)").matches) {
    document.querySelectorAll("[data-keys]").forEach((each) => (each.hidden = false)); // a phone has no such keys
  }
  form.addEventListener("input", count);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, button, a, summary")) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit && points[digit[1] - 1]) {
      event.preventDefault();
      give(points[digit[1] - 1], event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.code === "KeyB" && back) {
      event.preventDefault();
      back.click();
    }
  });
  count();
}
