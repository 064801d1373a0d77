// The number has been revealed and logged: dial at once; on return the page waits with what one tap says, of the number
// that was dialled last.
const links = [...document.querySelectorAll("[data-dial]")];
for (const link of links) {
  link.addEventListener("click", () => {
    const choice = document.querySelector(`input[name=way][value="${link.dataset.dial}"]`);
    if (choice) choice.checked = true;
  });
}
if (links.length && matchMedia("(pointer: coarse)").matches) links[0].click();
