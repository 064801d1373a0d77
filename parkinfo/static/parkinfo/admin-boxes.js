// The pages of leads and complaints have a form for each thing to do: what is written in one stays in this tab until it is
// sent, whatever else is sent or opened meanwhile. Where a page has the same form as another, as that which dials, it
// has the same words.
const BOXES =
  ":is(.lead-page, #lead_form, .lead-outcome) :is(textarea, input[type=text], input[type=tel], input[type=datetime-local])";
const boxes = [...document.querySelectorAll(BOXES)];
const placeOf = (form) => `parkinfo:boxes:${form.getAttribute("action") || location.pathname}`;

for (const form of new Set(boxes.map((box) => box.form))) {
  const kept = JSON.parse(sessionStorage.getItem(placeOf(form)) ?? "{}");
  for (const box of boxes.filter((each) => each.form === form && Object.hasOwn(kept, each.name))) {
    box.value = kept[box.name];
    box.closest("details")?.setAttribute("open", "");
  }
}
document.addEventListener("input", ({ target }) => {
  if (boxes.includes(target)) {
    const written = boxes.filter((box) => box.form === target.form && box.value !== box.defaultValue);
    const values = Object.fromEntries(written.map((box) => [box.name, box.value]));
    sessionStorage.setItem(placeOf(target.form), JSON.stringify(values));
  }
});
document.addEventListener("submit", ({ target }) => sessionStorage.removeItem(placeOf(target)));
