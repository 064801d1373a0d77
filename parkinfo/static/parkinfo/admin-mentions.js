// A note: whoever types @ is offered the colleagues whom it can name, below the field. The arrow down goes to them.

const MOST_OFFERED = 8;

for (const field of document.querySelectorAll("textarea[data-people]")) {
  const offers = document.createElement("div");
  offers.className = "desk-offers";
  offers.setAttribute("aria-live", "polite");
  field.after(offers);
  let names = null;

  // What stands between the last @ and the caret; null where nobody is being named.
  const begun = () => /(?:^|[^A-Za-z0-9._-])[@＠]([^\s@＠]{0,20})$/.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;

  const take = (name) => {
    const caret = field.selectionStart;
    const before = field.value.slice(0, caret - begun().length) + name + " ";
    field.value = before + field.value.slice(caret);
    offers.replaceChildren();
    field.focus();
    field.setSelectionRange(before.length, before.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const offered = (name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => take(name));
    return button;
  };

  const offer = async () => {
    if (begun() === null) {
      offers.replaceChildren();
      return;
    }
    if (names === null) {
      const answer = await fetch(field.dataset.people).catch(() => null);
      // Without them a name is typed out, as without this script.
      names = (answer?.ok && !answer.redirected && (await answer.json().catch(() => null))?.names) || null;
    }
    const word = begun();
    const fitting = word === null ? [] : (names ?? []).filter((name) => name.includes(word) && name !== word);
    offers.replaceChildren(...fitting.slice(0, MOST_OFFERED).map(offered));
  };

  field.addEventListener("input", offer);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && offers.firstElementChild && begun() !== null) {
      event.preventDefault();
      offers.firstElementChild.focus();
    } else if (event.key === "Escape") {
      offers.replaceChildren();
    }
  });
  offers.addEventListener("keydown", (event) => {
    const there = document.activeElement;
    const next = {
      ArrowDown: there.nextElementSibling, ArrowRight: there.nextElementSibling,
      ArrowUp: there.previousElementSibling ?? field, ArrowLeft: there.previousElementSibling ?? field, Escape: field,
    }[event.key];
    if (next) {
      event.preventDefault();
      next.focus();
    }
    if (event.key === "Escape") {
      offers.replaceChildren();
    }
  });
}
