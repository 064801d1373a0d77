// The article form: what the checker says of the form as it is filled in now, beside it.
const panel = document.querySelector("[data-check]");

if (panel) {
  const button = panel.querySelector("button");
  const findings = panel.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const data = new FormData(panel.closest("form"));
    const response = await fetch(panel.dataset.check, { method: "POST", body: data }).catch(() => null);
    if (response?.ok && !response.redirected) {
      findings.innerHTML = await response.text();
    } else {
      findings.textContent = "没有查成，请确认还在登录状态后再试。";
    }
    button.disabled = false;
  });
}
