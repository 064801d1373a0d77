// Select2 hides the field that its label belongs to: the box a screen reader meets gets the label's words.
const jQuery = window.django?.jQuery;

const name = (root) => {
  for (const field of root.querySelectorAll("select.admin-autocomplete")) {
    const words = field.labels[0]?.textContent.replace(/[:：]\s*$/, "").trim();
    const box = field.nextElementSibling?.querySelector(".select2-selection");
    if (words && box) {
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", words);
      box.querySelector("[role=textbox]")?.setAttribute("aria-label", words);
    }
  }
};

if (jQuery) {
  // Queued behind Django's own, which makes the boxes.
  jQuery(() => name(document));
  document.addEventListener("formset:added", (event) => name(event.target));
}
