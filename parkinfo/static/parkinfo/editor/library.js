// Pictures the desk has already: found by their words, chosen with a tap, put where the cursor is.
import { ask, tell } from "desk/ask";
import { insertFigures, newKey } from "editor/pictures";

const MOST = 24;

const found = async (address, term) => {
  const query = new URLSearchParams({ app_label: "articles", model_name: "article", field_name: "cover", term });
  return (await ask(`${address}?${query}`)).results.slice(0, MOST);
};

export const choosePicture = (editor) => {
  const dialog = document.createElement("dialog");
  dialog.className = "editor-dialog editor-library";
  const heading = document.createElement("h2");
  heading.id = "editor-library-title";
  heading.textContent = "从图库选";
  dialog.setAttribute("aria-labelledby", heading.id);
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "search";
  label.append("按名称、替代文字或来源查找", input);
  const list = document.createElement("div");
  list.className = "editor-library-list";
  const says = document.createElement("p");
  says.setAttribute("role", "status");
  const close = document.createElement("button");
  Object.assign(close, { type: "button", textContent: "取消" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(heading, label, says, list, close);
  const insert = (id, alt) => {
    dialog.close();
    const picture = { type: "picture", attrs: { image: String(id), alt, key: newKey() } };
    insertFigures(editor, [{ type: "figure", content: [picture, { type: "caption" }] }]);
  };
  let asked = 0;
  const search = async () => {
    const mine = ++asked;
    let pictures = [];
    let refused = null;
    try {
      pictures = await found(editor.options.addresses.pictures, input.value.trim());
    } catch (reason) {
      refused = reason;
    }
    // A slow answer to an earlier word must not replace a later one's.
    if (mine !== asked) {
      return;
    }
    tell(says, refused ?? { message: pictures.length ? "" : "没有找到。" });
    list.replaceChildren(...pictures.map(({ id, text, picture, alt }) => {
      const button = document.createElement("button");
      const image = document.createElement("img");
      Object.assign(image, { src: picture, alt: "", loading: "lazy" });
      button.type = "button";
      button.append(image, text);
      button.addEventListener("click", () => insert(id, alt));
      return button;
    }));
  };
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 250);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  search();
};
