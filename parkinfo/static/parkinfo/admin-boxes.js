// The pages of leads and complaints have a form for each thing to do: what is written in one stays in this tab until it is
// sent, whatever else is sent or opened meanwhile. Where a page has the same form as another, as that which dials, it
// has the same words. Of a form with data-boxes what was ticked and chosen stays, too; what it says there tells apart
// forms of one address.
const TYPED = ":is(textarea, input[type=text], input[type=tel], input[type=datetime-local])";
const BOXES = `:is(.lead-page, #lead_form, .lead-outcome, [data-boxes]) ${TYPED}`;
const CHOSEN = "[data-boxes] :is(select, input[type=radio], input[type=checkbox])";
const boxes = [...document.querySelectorAll(`${BOXES}, ${CHOSEN}`)];
const placeOf = (form) => `parkinfo:boxes:${form.dataset.boxes ?? ""}${form.getAttribute("action") || location.pathname}`;
const isTick = ({ type }) => ["radio", "checkbox"].includes(type);
const nameOf = (box) => (isTick(box) ? `${box.name}=${box.value}` : box.name);
const holds = (box) => (isTick(box) ? box.checked : box.value);

function isChanged(box) {
  if (isTick(box)) return box.checked !== box.defaultChecked;
  if (box.options) return [...box.options].some((option) => option.selected !== option.defaultSelected);
  return box.value !== box.defaultValue;
}

for (const form of new Set(boxes.map((box) => box.form))) {
  const kept = JSON.parse(sessionStorage.getItem(placeOf(form)) ?? "{}");
  for (const box of boxes.filter((each) => each.form === form && Object.hasOwn(kept, nameOf(each)))) {
    if (isTick(box)) box.checked = kept[nameOf(box)];
    else box.value = kept[nameOf(box)];
    box.closest("details")?.setAttribute("open", "");
  }
}
document.addEventListener("input", ({ target }) => {
  if (boxes.includes(target)) {
    const written = boxes.filter((box) => box.form === target.form && isChanged(box));
    const values = Object.fromEntries(written.map((box) => [nameOf(box), holds(box)]));
    sessionStorage.setItem(placeOf(target.form), JSON.stringify(values));
  }
});
document.addEventListener("submit", ({ target }) => sessionStorage.removeItem(placeOf(target)));
