// The preview: the desktop's page is drawn smaller where the desk has no room for it, so that nothing of it is cut off.
const frame = document.querySelector(".desk-frame--wide");
const LEGIBLE = 0.5;

if (frame) {
  const figure = frame.parentElement;
  new ResizeObserver(() => {
    const part = Math.min(1, figure.clientWidth / frame.offsetWidth);
    // On a phone it would be too small to read: there it is moved about.
    const scale = part < LEGIBLE ? 1 : part;
    frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    frame.style.marginBottom = scale < 1 ? `${-frame.offsetHeight * (1 - scale)}px` : "";
    frame.style.marginRight = scale < 1 ? `${-frame.offsetWidth * (1 - scale)}px` : "";
  }).observe(figure);
}
