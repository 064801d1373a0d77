// The enquiry form with a little more comfort: fields of the chosen kind, zones of the chosen city, and how long the
// filling-in took. The form is complete without it.

function chosenKind(form) {
  return new FormData(form).get("kind");
}

// Hidden fields keep what was typed: changing one's mind twice loses nothing, and the desk may read it all.
function showFieldsOfKind(form) {
  const kind = chosenKind(form);
  for (const field of form.querySelectorAll("[data-kinds]")) {
    field.hidden = !field.dataset.kinds.split(" ").includes(kind) && !field.querySelector("[aria-invalid=true]");
  }
}

function showZonesOfCity(form) {
  const city = form.querySelector("select[name=city]");
  const zone = form.querySelector("select[name=zone]");
  if (!city || !zone) return;
  const groups = [...zone.querySelectorAll("optgroup")];
  const update = (byHand) => {
    // Safari shows hidden options: take them out instead.
    for (const group of groups) {
      const fits = !city.value || group.dataset.city === city.value;
      if (fits) zone.append(group);
      else group.remove();
    }
    if (byHand && !zone.selectedOptions.length) zone.value = "";
  };
  city.addEventListener("change", () => update(true));
  zone.addEventListener("change", () => {
    const group = zone.selectedOptions[0]?.closest("optgroup");
    if (group && !city.value) {
      city.value = group.dataset.city;
      update(false);
    }
  });
  update(false);
}

// What is folded away opens when a link leads into it; not every browser does so by itself.
function unfoldFromLinks() {
  for (const link of document.querySelectorAll("[data-unfold]")) {
    link.addEventListener("click", () => {
      const target = document.querySelector(link.hash);
      const folded = target?.closest("details");
      if (folded) folded.open = true;
      target?.focus();
    });
  }
}

// Land is counted in 亩: until something is typed the unit follows the kind.
function unitOfKind(form) {
  const { area, area_unit: unit } = form.elements;
  if (area && unit && !area.value) unit.value = chosenKind(form) === "land" ? "mu" : "sqm";
}

// A form that comes back with its mistakes brings the time taken before: correcting a digit is a matter of a moment.
function timeFromFirstTouch(form) {
  const { seconds } = form.elements;
  const before = Number(seconds.value);
  let first = seconds.value ? performance.now() : 0;
  for (const kind of ["input", "pointerdown", "keydown"]) {
    form.addEventListener(kind, () => { first ||= performance.now(); }, { once: true });
  }
  form.addEventListener("submit", () => {
    if (first) seconds.value = (before + (performance.now() - first) / 1000).toFixed(1);
  });
}

// Where the visit began; kept in this tab by site-wide landing.js, and gone with it.
function fillInOrigin(form) {
  try {
    const landing = JSON.parse(sessionStorage.getItem("landing") || "null");
    if (!landing) return;
    form.elements.landing.value = landing.path;
    form.elements.referrer.value = landing.referrer;
  } catch {
    // Storage is switched off: the enquiry goes without.
  }
}

// A second tap while the answer is on its way sends nothing; after "back" the button works again.
function sendOnce(form) {
  const button = form.querySelector("button:not([type=button])");
  const label = button.textContent;
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    button.textContent = "正在提交…";
    // Files take longer on their way.
    const patience = form.querySelector("input[type=file]")?.files.length ? 180000 : 15000;
    setTimeout(() => { sent = false; button.textContent = label; }, patience);
  });
  window.addEventListener("pageshow", () => { sent = false; button.textContent = label; });
}

for (const form of document.querySelectorAll("[data-enquiry]")) {
  showFieldsOfKind(form);
  form.addEventListener("change", (event) => {
    if (event.target.name !== "kind") return;
    showFieldsOfKind(form);
    unitOfKind(form);
  });
  showZonesOfCity(form);
  timeFromFirstTouch(form);
  fillInOrigin(form);
  sendOnce(form);
}
unfoldFromLinks();
document.getElementById("summary")?.focus();
