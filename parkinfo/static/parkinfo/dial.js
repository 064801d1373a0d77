// The number has been revealed and logged: dial at once; on return the page waits with what one tap says.
const link = document.querySelector("[data-dial]");
if (link && matchMedia("(pointer: coarse)").matches) link.click();
