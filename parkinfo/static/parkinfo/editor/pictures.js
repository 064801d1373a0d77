// Pictures in the editor: known by their id, uploaded where they are dropped, pasted or chosen, with a caption below.
import { Extension, Node, pm } from "django-prose-editor/editor";
import { ask } from "editor/dialog";
import { send } from "pictures/send";

const { Plugin } = pm.state;
let uploads = 0;

export const isUploading = () => uploads > 0;

const find = (editor, key) => {
  let found = null;
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === "picture" && node.attrs.key === key) {
      found = { node, position };
    }
    return !found;
  });
  return found;
};

// The pictures in the text that `wanted(attrs)` is true of.
export const picturesThat = (editor, wanted) => {
  const found = [];
  editor.state.doc.descendants((node) => {
    if (node.type.name === "picture" && wanted(node.attrs)) {
      found.push(node.attrs);
    }
  });
  return found;
};

// Changes one picture without a step of its own to undo: what undoing takes away is the picture.
export const update = (editor, key, attrs) => {
  const found = find(editor, key);
  if (found) {
    const { tr } = editor.state;
    tr.setNodeMarkup(found.position, null, { ...found.node.attrs, ...attrs });
    editor.view.dispatch(tr.setMeta("addToHistory", false));
  }
};

export const upload = async (editor, file, key) => {
  uploads += 1;
  try {
    const { id, alt } = await send(editor.options.addresses.upload, file, (percent) => {
      update(editor, key, { says: `正在上传 ${percent}%` });
    });
    update(editor, key, { image: String(id), says: "", ...(alt && !find(editor, key)?.node.attrs.alt ? { alt } : {}) });
  } catch (reason) {
    update(editor, key, { says: `${file.name || "图片"}：${reason}`, failed: true });
  } finally {
    uploads -= 1;
  }
};

let made = 0;
export const newKey = () => `picture-${++made}`;

// Where figures go that are meant for between two places: behind the paragraph, whose sentences stay whole; before it
// only at its very beginning. Null for an empty one, which they replace.
const placeBetween = ($from, $to) => {
  const { parent } = $to;
  if (!parent.isTextblock) {
    return $to.pos;
  }
  if (!parent.content.size && parent.type.name !== "caption") {
    return null;
  }
  const isAtStart = $from.pos === $to.pos && !$to.parentOffset && parent.type.name !== "caption";
  const depth = parent.type.name === "caption" ? $to.depth - 1 : $to.depth;
  return isAtStart ? $to.before(depth) : $to.after(depth);
};

// Puts figures where the cursor is, or at `position`; no selected words are lost.
export const insertFigures = (editor, figures, position = null) => {
  const { doc, selection } = editor.state;
  const ends = position === null ? [selection.$from, selection.$to] : [doc.resolve(position), doc.resolve(position)];
  const place = placeBetween(...ends) ?? position;
  const chain = editor.chain().focus();
  (place === null ? chain.insertContent(figures) : chain.insertContentAt(place, figures)).run();
};

// Puts a figure for each file at `position` (else where the cursor is) and uploads them one after the other.
export const insertFiles = async (editor, files, position = null) => {
  const pictures = [...files].filter((file) => !file.type || file.type.startsWith("image/"));
  const kept = pictures.map((file) => ({ file, key: newKey() }));
  const figures = kept.map(({ key }) => ({
    type: "figure",
    content: [{ type: "picture", attrs: { key, says: "等待上传" } }, { type: "caption" }],
  }));
  insertFigures(editor, figures, position);
  for (const { file, key } of kept) {
    await upload(editor, file, key);
  }
};

export const choosePictures = (editor) => {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: "image/*", multiple: true });
  input.addEventListener("change", () => insertFiles(editor, input.files));
  input.click();
};

export const Caption = Node.create({
  name: "caption",
  content: "inline*",
  isolating: true,
  parseHTML: () => [{ tag: "figcaption" }],
  renderHTML: () => ["figcaption", 0],
});

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "picture caption",
  isolating: true,
  draggable: true,
  // Of figures, those with a picture: a table or quotation in one stands for itself.
  parseHTML: () => [{ tag: "figure", getAttrs: (element) => (element.querySelector("img") ? null : false) }],
  renderHTML: () => ["figure", 0],
  // Enter leaves the caption for a new paragraph.
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection;
        if ($from.parent.type.name !== "caption") {
          return false;
        }
        const after = $from.after($from.depth - 1);
        return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
      },
    };
  },
});

const hidden = { default: null, rendered: false };

export const Picture = Node.create({
  name: "picture",
  atom: true,
  draggable: false,
  addAttributes: () => ({
    image: {
      default: null,
      parseHTML: (element) => element.dataset.image ?? null,
      renderHTML: ({ image }) => (image ? { "data-image": image } : {}),
    },
    remote: {
      default: null,
      parseHTML: (element) => element.dataset.remote ?? null,
      renderHTML: ({ remote, image }) => (remote && !image ? { "data-remote": remote } : {}),
    },
    alt: { default: "" },
    key: { ...hidden, parseHTML: (element) => element.dataset.key ?? newKey() },
    says: { ...hidden, parseHTML: (element) => element.dataset.says ?? null },
    failed: { ...hidden, parseHTML: ({ dataset }) => ("says" in dataset && !("waits" in dataset)) || null },
    problem: {
      default: null,
      parseHTML: (element) => element.dataset.problem ?? null,
      renderHTML: ({ problem, image }) => (problem && !image ? { "data-problem": problem } : {}),
    },
  }),
  parseHTML: () => [{ tag: "img[data-image]" }, { tag: "img[data-remote]" }, { tag: "img[data-says]" }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
  addNodeView() {
    const { addresses } = this.editor.options;
    const isOffline = (id) => (addresses.offline ?? "").split(" ").includes(id);
    return ({ editor, node, getPos }) => {
      const dom = document.createElement("div");
      dom.className = "editor-picture";
      const image = document.createElement("img");
      const says = document.createElement("p");
      says.setAttribute("role", "status");
      const describe = document.createElement("button");
      Object.assign(describe, { type: "button", textContent: "替代文字" });
      const remove = document.createElement("button");
      Object.assign(remove, { type: "button", textContent: "删除图片" });
      const buttons = document.createElement("span");
      buttons.append(describe, remove);
      dom.append(image, says, buttons);
      let current = node;
      const show = (shown) => {
        current = shown;
        const { image: id, alt, says: words, remote, failed, problem } = shown.attrs;
        const source = id ? addresses.picture.replace("/0/", `/${id}/`) : "";
        if (source && image.getAttribute("src") !== source) {
          image.src = source;
        }
        image.hidden = !source;
        image.alt = alt || "";
        const away = problem ? `没能取回：${problem}读者只看到图下的说明，请另行上传或删除。` : "外站图片，保存后自动取回；取回前读者只看到图下的说明。";
        const offline = id && isOffline(id) ? "这张图已随文章撤回下线，访客看不到；再发布时自动恢复。" : "";
        says.textContent = words || (remote && !id ? away : offline);
        says.hidden = !says.textContent;
        dom.classList.toggle("editor-picture--failed", Boolean(failed || (problem && !id)));
        describe.hidden = !id && !remote;
        describe.textContent = alt ? "改替代文字" : "写替代文字";
      };
      describe.addEventListener("click", async () => {
        const help = "图片打不开或读屏时读出的文字；留空时用图片库里的。";
        const said = await ask("替代文字", [{ name: "alt", label: "替代文字", value: current.attrs.alt, help }], "确定");
        if (said) {
          const attrs = { ...current.attrs, alt: said.alt };
          editor.view.dispatch(editor.state.tr.setNodeMarkup(getPos(), null, attrs));
        }
        editor.commands.focus();
      });
      remove.addEventListener("click", () => {
        const at = editor.state.doc.resolve(getPos());
        editor.chain().focus().deleteRange({ from: at.before(), to: at.after() }).run();
      });
      show(node);
      return {
        dom,
        update: (changed) => changed.type === current.type && (show(changed), true),
        stopEvent: (event) => buttons.contains(event.target),
        ignoreMutation: () => true,
      };
    };
  },
});

// Files pasted or dropped: those that come with words (a page's or Word's) are the words' pictures, and stay with them.
export const PictureFiles = Extension.create({
  name: "pictureFiles",
  addProseMirrorPlugins() {
    const { editor } = this;
    const images = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    return [
      new Plugin({
        props: {
          handlePaste(view, event) {
            const files = images(event.clipboardData);
            const words = event.clipboardData?.getData("text/html") ?? "";
            const page = new DOMParser().parseFromString(words.replace(/<[^>]+>/g, " "), "text/html");
            if (!files.length || page.body.textContent.trim()) {
              return false;
            }
            insertFiles(editor, files);
            return true;
          },
          handleDrop(view, event) {
            const files = images(event.dataTransfer);
            if (!files.length) {
              return false;
            }
            event.preventDefault();
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
            insertFiles(editor, files, at?.pos ?? null);
            return true;
          },
        },
      }),
    ];
  },
});
