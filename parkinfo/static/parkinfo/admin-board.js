// The board's cards can be dragged with a mouse. A drop does what the card's own menu does: it sends the same button or
// opens the same form. Who has no mouse has the menu.
const said = document.querySelector(".board-said");
let dragged = null;

for (const card of document.querySelectorAll(".board-card")) {
  if (!card.querySelector("[data-to]")) continue;
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.lead);
    // Nothing may change its place while a drag begins: Chromium ends it, and the hand is elsewhere then.
    setTimeout(() => document.querySelector(".board-page").classList.add("board-page--dragging"));
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    document.querySelector(".board-page").classList.remove("board-page--dragging");
    for (const column of document.querySelectorAll(".board-column--over")) column.classList.remove("board-column--over");
  });
}

for (const column of document.querySelectorAll(".board-column")) {
  const isHome = () => column.contains(dragged);
  column.addEventListener("dragover", (event) => {
    if (!dragged || isHome()) return;
    event.preventDefault();
    column.classList.add("board-column--over");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("board-column--over");
  });
  column.addEventListener("drop", (event) => {
    if (!dragged || isHome()) return;
    event.preventDefault();
    const way = dragged.querySelector(`[data-to="${column.dataset.stage}"]`);
    if (way) {
      way.click();
    } else {
      const from = dragged.closest(".board-column").dataset.label;
      said.textContent = `${dragged.dataset.lead}：不能从“${from}”直接改为“${column.dataset.label}”，没有改动。`;
    }
  });
}

// The ended stages are folded: held above them, they open.
document.querySelector(".board-ended")?.addEventListener("dragenter", ({ currentTarget }) => {
  if (dragged) currentTarget.open = true;
});
// One menu is open at a time, and Escape closes it.
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.(".board-menu[open]")) return;
  for (const menu of document.querySelectorAll(".board-menu[open]")) if (menu !== target) menu.open = false;
}, true);
document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && document.querySelector(".board-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
