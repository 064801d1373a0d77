// Suggestions under a search box: an ARIA combobox with a list, by the WAI-ARIA Authoring Practices. The form beneath
// works without it, and Enter without a choice sends the form.

const PAUSE = 150;

function enhance(input, number) {
  const list = document.createElement("ul");
  list.id = `suggest-${number}`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "搜索建议");
  input.after(list);
  // A search box may not be a combobox (ARIA in HTML); the keyboard stays the one for searching.
  input.type = "text";
  input.inputMode = "search";
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let chosen = -1;
  let timer;
  let request;

  function close() {
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(index) {
    chosen = index;
    for (const [place, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(place === index));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[index].id);
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ label, kind, url }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.className = "suggest__one";
      option.dataset.url = url;
      option.setAttribute("role", "option");
      const words = document.createElement("span");
      words.className = "suggest__label";
      words.textContent = label;
      const what = document.createElement("span");
      what.className = "suggest__kind";
      what.textContent = kind;
      option.append(words, what);
      return option;
    }));
    choose(-1);
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    request?.abort();
    const text = input.value.trim();
    if (!text) return close();
    request = new AbortController();
    try {
      const answer = await fetch(`/search/suggest/?q=${encodeURIComponent(text)}`, { signal: request.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      // Aborted by the next letter, or offline: the form still works.
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // Half a syllable of pinyin is no word yet.
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen === -1 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) window.location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) window.location.assign(option.dataset.url);
  });
  input.addEventListener("blur", () => { clearTimeout(timer); request?.abort(); close(); });
}

document.querySelectorAll(".search__input[name=q]").forEach(enhance);
