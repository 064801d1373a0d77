// The article form: what the checker says of the form as it is filled in now, beside it.
import { ask, tell } from "desk/ask";

const panel = document.querySelector("[data-check]");

if (panel) {
  const button = panel.querySelector("button");
  const findings = panel.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { html } = await ask(panel.dataset.check, new FormData(panel.closest("form")));
      findings.innerHTML = html;
    } catch (refused) {
      tell(findings, refused);
    }
    button.disabled = false;
  });
}
