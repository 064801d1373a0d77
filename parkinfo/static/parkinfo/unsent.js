// What was typed into a form and is not sent yet: kept in this tab, and filled in again when one comes back by whatever
// way. What one agrees to is not kept: that is said anew each time.

const SENDING = "sending";

function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {}; // Storage is switched off.
  }
}

function store(key, value) {
  try {
    if (Object.keys(value).length) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is switched off or full: the form is as it was without this.
  }
}

function givenBy(field) {
  if (field.options) return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0].value;
  return field.defaultValue;
}

function keepUnsent(form) {
  const key = `unsent ${form.dataset.unsent}`;
  const before = stored(key);
  const fields = [...form.querySelectorAll("textarea, select, input[type=text], input[type=tel], input[type=radio]")]
    .filter((field) => !field.closest(".enquiry__trap") && (field.type !== "radio" || field.defaultChecked));
  // What the page gave by its address; in a form that came back with mistakes that is what was typed.
  const given = Object.fromEntries(fields.map((field) => [field.name, givenBy(field)]));
  const cameBack = Boolean(document.getElementById("summary"));
  const control = (name) => form.elements.namedItem(name);

  function keep() {
    const unsent = {};
    for (const [name, start] of Object.entries(given)) {
      const { value } = control(name);
      const beginning = cameBack ? before[name]?.given ?? "" : start;
      if (value !== (cameBack ? "" : start) || (name === "area_unit" && unsent.area)) unsent[name] = { value, given: beginning };
    }
    store(key, unsent);
  }

  // An address that says something else than it did then is followed; of needs both are kept.
  function meant(name) {
    const { value, given: then } = before[name];
    const start = given[name];
    if (name === "need") return !start || value.includes(start) ? value : `${start}\n${value}`;
    if (name === "kind" && !new URLSearchParams(location.search).has("kind")) return value;
    if (name === "zone" && given.city && !value.startsWith(`${given.city}/`)) return start;
    return !start || start === then ? value : start;
  }

  function fillIn() {
    let isFilledIn = false;
    for (const name of Object.keys(before).filter((each) => each in given)) {
      const value = name === "area_unit" && before.area && meant("area") === before.area.value ? before[name].value : meant(name);
      if (control(name).value === value) continue;
      control(name).value = value;
      form.querySelector(`[name="${name}"]`).closest("details")?.setAttribute("open", "");
      isFilledIn = true;
    }
    return isFilledIn;
  }

  const note = document.querySelector("[data-unsent-note]");
  note.querySelector("button").addEventListener("click", () => {
    form.reset();
    store(key, {});
    note.hidden = true;
    for (const field of form.querySelectorAll("[name=kind]:checked, select")) field.dispatchEvent(new Event("change", { bubbles: true }));
    form.querySelector("textarea").focus();
  });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => store(SENDING, { key, email: control("email")?.value }));
  if (!cameBack && fillIn()) note.hidden = false;
}

for (const form of document.querySelectorAll("form[data-unsent]")) keepUnsent(form);
// The receipt is here: what was on its way has arrived. An address to be answered at is shown by this tab alone.
const { key, email, receipt } = stored(SENDING);
const reply = document.querySelector("[data-reply-to]");
if (key && document.querySelector("[data-receipt]") && (!receipt || receipt === location.search)) {
  if (!receipt) store(key, {});
  store(SENDING, { key, email, receipt: location.search });
  if (reply && email) {
    reply.querySelector("strong").textContent = email;
    reply.hidden = false;
  }
}
