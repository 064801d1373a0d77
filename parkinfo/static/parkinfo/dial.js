// The number has been revealed and logged: dial at once; on return the page waits with what one tap says, of the number
// that was dialled last. No module: it has to be there before the form is, since a dialler breaks off what is being sent.
let isSent = false;
document.addEventListener("submit", () => { isSent = true; });
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dial]");
  const choice = link && document.querySelector(`input[name=way][value="${link.dataset.dial}"]`);
  if (choice) choice.checked = true;
});
document.addEventListener("DOMContentLoaded", () => {
  // Who comes back to the page, or loads it anew, has dialled already.
  const isFirst = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (isFirst && !isSent && matchMedia("(pointer: coarse)").matches) document.querySelector("[data-dial]")?.click();
});
