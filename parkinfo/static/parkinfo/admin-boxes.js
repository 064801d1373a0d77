// The pages of leads and complaints have a form for each thing to do: what is written in the others is still there after
// one was sent.
const BOXES = ":is(.lead-page, #lead_form) :is(textarea, input[type=text], input[type=tel], input[type=datetime-local])";
const place = `parkinfo:boxes:${location.pathname}`;
const boxes = [...document.querySelectorAll(BOXES)];
const kept = JSON.parse(sessionStorage.getItem(place) ?? "[]");

sessionStorage.removeItem(place);
for (const [action, name, value] of kept) {
  const box = boxes.find((each) => each.form?.getAttribute("action") === action && each.name === name);
  if (box) {
    box.value = value;
    box.closest("details")?.setAttribute("open", "");
  }
}
document.addEventListener("submit", (event) => {
  const written = boxes.filter((box) => box.form !== event.target && box.value !== box.defaultValue);
  const rows = written.map((box) => [box.form.getAttribute("action"), box.name, box.value]);
  sessionStorage.setItem(place, JSON.stringify(rows));
});
