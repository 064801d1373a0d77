// The article form: what is typed is kept in this browser until it is saved, and offered back after a crash, a closed
// tab or a log-in that had run out. Elsewhere at the desk: what a message says was saved is forgotten.
const PREFIX = "parkinfo:unsaved:";
const DAYS = 30;
const SKIPPED = /^(csrfmiddlewaretoken|revision|_.*)$/;

const form = document.getElementById("article_form");
const place = form?.elements.revision?.dataset.keep;

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

// {name: [[value, label], ...]}: the label is for a choice that the restored field may not have among its own.
const values = () => {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || SKIPPED.test(field.name) || ["file", "submit", "button"].includes(field.type)) {
      continue;
    }
    found[field.name] ??= [];
    if (field.tagName === "SELECT") {
      found[field.name].push(...[...field.selectedOptions].filter(({ value }) => value).map(({ value, text }) => [value, text]));
    } else if (!["checkbox", "radio"].includes(field.type) || field.checked) {
      found[field.name].push([field.value]);
    }
  }
  return found;
};

const restore = (fields) => {
  for (const field of form.elements) {
    const kept = fields[field.name];
    if (!kept) {
      continue;
    }
    if (field.tagName === "SELECT") {
      for (const [value, text] of kept) {
        if (![...field.options].some((option) => option.value === value)) {
          field.add(new Option(text, value));
        }
      }
      field.value = kept[0]?.[0] ?? "";
      window.django?.jQuery(field).trigger("change");
    } else if (["checkbox", "radio"].includes(field.type)) {
      field.checked = kept.some(([value]) => value === field.value);
    } else if (field.editor) {
      field.editor.commands.setContent(kept[0]?.[0] ?? "");
    } else {
      field.value = kept[0]?.[0] ?? "";
    }
  }
};

const offer = (key, kept, write) => {
  const when = new Date(kept.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const box = document.createElement("section");
  box.className = "desk-notice";
  box.setAttribute("aria-label", "没有保存的内容");
  const words = document.createElement("p");
  const since = kept.revision === form.elements.revision.value ? "" : "其间这篇文章又保存过，恢复后保存时会让你比较。";
  const title = kept.fields.title?.[0]?.[0];
  words.textContent = `这个浏览器里有你 ${when} 写的、没有保存的内容${title ? `《${title}》` : ""}。${since}`;
  const button = (label, act) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "desk-plain", textContent: label });
    made.addEventListener("click", () => {
      act();
      box.remove();
    });
    return made;
  };
  box.append(
    words,
    button("恢复", () => {
      restore(kept.fields);
      // So that the desk compares with what the person began with.
      form.elements.revision.value = kept.revision;
      localStorage.removeItem(key);
      write();
      form.dispatchEvent(new Event("input"));
    }),
    " ",
    button("丢弃", () => localStorage.removeItem(key)),
  );
  form.before(box);
};

// What is saved in another tab, after signing in there, is not what this one sent.
const tab = (sessionStorage[`${PREFIX}tab`] ??= Math.random().toString(36).slice(2));

if (document.querySelector(".messagelist .success")) {
  keys().filter((key) => read(key)?.sentBy === tab).forEach((key) => localStorage.removeItem(key));
}
keys().filter((key) => !(read(key)?.at > Date.now() - DAYS * 86400000)).forEach((key) => localStorage.removeItem(key));

if (place !== undefined) {
  // Two tabs with a new story each keep both: this page writes to a key of its own, and is offered those of others.
  const key = `${PREFIX}${place}:${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  let timer = null;
  const write = (sentBy = null) => {
    clearTimeout(timer);
    timer = null;
    const text = JSON.stringify({ at: Date.now(), revision: form.elements.revision.value, fields: values(), sentBy });
    try {
      localStorage.setItem(key, text);
    } catch {
      // Full or forbidden: then there is nothing to offer later.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(), 800);
  });
  form.addEventListener("submit", () => write(tab));
  document.addEventListener("visibilitychange", () => timer && document.visibilityState === "hidden" && write());
  window.addEventListener("pagehide", () => timer && write());
  // What a tab still open writes is its own; a browser that knows no locks (without HTTPS) offers that, too.
  navigator.locks?.request(key, () => new Promise(() => {}));
  const open = new Set((await navigator.locks?.query())?.held.map(({ name }) => name));
  const left = keys().filter((each) => each.startsWith(`${PREFIX}${place}:`) && each !== key && !open.has(each));
  for (const other of document.querySelector(".errornote") ? [] : left) {
    const kept = read(other);
    if (JSON.stringify(kept.fields) === JSON.stringify(values())) {
      localStorage.removeItem(other);
    } else {
      offer(other, kept, () => write());
    }
  }
}
