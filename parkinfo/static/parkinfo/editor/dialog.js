// A small question over the page: `ask("链接", [{name, label, value}], "插入")` gives {name: value}, or null.
export const ask = (title, fields, button) =>
  new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "editor-dialog";
    const form = document.createElement("form");
    form.method = "dialog";
    const heading = document.createElement("h2");
    heading.id = "editor-dialog-title";
    heading.textContent = title;
    dialog.setAttribute("aria-labelledby", heading.id);
    form.append(heading);
    for (const { name, label, value = "", help = "", type = "text", ...more } of fields) {
      const wrap = document.createElement("label");
      const input = document.createElement("input");
      Object.assign(input, { name, type, ...more });
      if (type === "checkbox") {
        input.checked = Boolean(value);
      } else {
        input.value = value;
      }
      wrap.append(label, input);
      if (help) {
        const small = document.createElement("small");
        small.textContent = help;
        wrap.append(small);
      }
      form.append(wrap);
    }
    const buttons = document.createElement("div");
    for (const [value, words] of [["ok", button], ["cancel", "取消"]]) {
      const one = document.createElement("button");
      Object.assign(one, { value, textContent: words, formNoValidate: value === "cancel" });
      buttons.append(one);
    }
    form.append(buttons);
    dialog.append(form);
    // Enter and the keys of the dialog are not the article's form's.
    dialog.addEventListener("close", () => {
      const said = Object.fromEntries(
        fields.map(({ name, type }) => {
          const input = form.elements[name];
          return [name, type === "checkbox" ? input.checked : input.value.trim()];
        }),
      );
      dialog.remove();
      resolve(dialog.returnValue === "ok" ? said : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
