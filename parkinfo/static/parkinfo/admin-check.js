// The article form: what the checker says of the form as it is filled in now, beside it; a tap leads to the words.
import { ask, tell } from "desk/ask";
import { jump } from "editor/jump";

const panel = document.querySelector("[data-check]");

if (panel) {
  const form = panel.closest("form");
  const button = panel.querySelector(":scope > button");
  const findings = panel.querySelector("[role=status]");
  const addJumps = () => {
    for (const where of findings.querySelectorAll("[data-field]")) {
      const { field, words, paragraph, start } = where.dataset;
      const jumper = document.createElement("button");
      Object.assign(jumper, { type: "button", className: "desk-jump" });
      jumper.append(...where.childNodes);
      jumper.addEventListener("click", () => jump(form, { field, words, paragraph: Number(paragraph), start: Number(start) }));
      where.replaceWith(jumper);
    }
  };
  addJumps();
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { html } = await ask(panel.dataset.check, new FormData(form));
      findings.innerHTML = html;
      addJumps();
    } catch (refused) {
      tell(findings, refused);
    }
    button.disabled = false;
  });
}
