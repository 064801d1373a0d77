// The editor's buttons, in words: two rows that scroll sideways on a phone.
import { ask } from "editor/dialog";
import { choosePicture } from "editor/library";
import { choosePictures } from "editor/pictures";

const link = async (editor) => {
  const { href = "" } = editor.getAttributes("link");
  const bare = editor.state.selection.empty && !href;
  const fields = [
    { name: "href", label: "链接地址", value: href, inputMode: "url", help: "站内写 /news/12/，站外写完整网址；留空则去掉链接。" },
  ];
  if (bare) {
    fields.unshift({ name: "words", label: "显示的文字", required: true });
  }
  const said = await ask("链接", fields, "确定");
  if (!said) {
    editor.commands.focus();
    return;
  }
  const chain = editor.chain().focus();
  const address = /^(https?:|mailto:|tel:|\/|#)/i.test(said.href) || !said.href ? said.href : `https://${said.href}`;
  if (!address) {
    chain.extendMarkRange("link").unsetLink().run();
  } else if (bare) {
    chain.insertContent({ type: "text", text: said.words, marks: [{ type: "link", attrs: { href: address } }] }).run();
  } else {
    chain.extendMarkRange("link").setLink({ href: address }).run();
  }
};

const table = async (editor) => {
  const number = { type: "number", min: 1, max: 50, required: true };
  const said = await ask(
    "插入表格",
    [
      { name: "rows", label: "行数（含表头）", value: 3, ...number },
      { name: "cols", label: "列数", value: 3, ...number },
      { name: "head", label: "第一行是表头", value: true, type: "checkbox" },
    ],
    "插入",
  );
  if (said) {
    const size = (text) => Math.min(50, Math.max(1, Number.parseInt(text, 10) || 3));
    const options = { rows: size(said.rows), cols: size(said.cols), withHeaderRow: said.head };
    editor.chain().focus().insertTable(options).run();
  }
};

const run = (command, ...values) => (editor) => editor.chain().focus()[command](...values).run();
const marked = (name, label, command) => ({ label, run: run(command), active: (editor) => editor.isActive(name) });
const heading = (level, label) => ({
  label,
  run: run("toggleHeading", { level }),
  active: (editor) => editor.isActive("heading", { level }),
});
const inTable = (label, command) => ({ label, run: run(command), hidden: (editor) => !editor.isActive("table") });

// What a phone's keyboard has no key for.
const INSERTED = [
  { label: "链接", run: link, active: (editor) => editor.isActive("link"), asks: true },
  { label: "图片", run: choosePictures },
  { label: "图库", run: choosePicture, asks: true },
  { label: "表格", run: table, hidden: (editor) => editor.isActive("table"), asks: true },
  { label: "分隔线", run: run("setHorizontalRule") },
];

const GROUPS = [
  [
    { label: "撤销", run: run("undo"), enabled: (editor) => editor.can().undo() },
    { label: "重做", run: run("redo"), enabled: (editor) => editor.can().redo() },
  ],
  [heading(2, "标题"), heading(3, "小标题"), heading(4, "三级标题")],
  [marked("bold", "加粗", "toggleBold"), marked("italic", "斜体", "toggleItalic"), marked("underline", "下划线", "toggleUnderline")],
  [
    marked("bulletList", "项目列表", "toggleBulletList"),
    marked("orderedList", "编号列表", "toggleOrderedList"),
    marked("blockquote", "引用", "toggleBlockquote"),
  ],
  INSERTED,
  [
    inTable("下面加一行", "addRowAfter"),
    inTable("右边加一列", "addColumnAfter"),
    inTable("删除行", "deleteRow"),
    inTable("删除列", "deleteColumn"),
    inTable("合并单元格", "mergeCells"),
    inTable("拆分单元格", "splitCell"),
    inTable("表头", "toggleHeaderCell"),
    inTable("删除表格", "deleteTable"),
  ],
  [
    { label: "清除格式", run: (editor) => editor.chain().focus().unsetAllMarks().clearNodes().run() },
    {
      label: "全屏",
      run: (editor) => editor.commands.toggleFullscreen(),
      active: (editor) => editor.storage.fullscreen.fullscreen,
    },
  ],
];

// Puts the toolbar before the editor's own element; keys: arrows move among the buttons, as in any toolbar.
export const addToolbar = (editor, box) => {
  const bar = document.createElement("div");
  bar.className = "editor-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "正文格式");
  const items = [];
  for (const group of GROUPS) {
    const span = document.createElement("span");
    span.className = group === INSERTED ? "editor-bar-first" : "";
    for (const item of group) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: item.label, tabIndex: items.length ? -1 : 0 });
      if (item.asks) {
        button.setAttribute("aria-haspopup", "dialog");
      }
      // The selection stays where it is.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => item.run(editor));
      items.push({ ...item, button });
      span.append(button);
    }
    bar.append(span);
  }
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const usable = items.map(({ button }) => button).filter((button) => !button.hidden && !button.disabled);
    const next = usable[(usable.indexOf(document.activeElement) + step + usable.length) % usable.length];
    if (step && next) {
      event.preventDefault();
      document.activeElement.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  });
  const show = () => {
    for (const { button, active, enabled, hidden } of items) {
      if (active) {
        button.setAttribute("aria-pressed", String(active(editor)));
      }
      if (enabled) {
        button.disabled = !enabled(editor);
      }
      if (hidden) {
        button.hidden = hidden(editor);
      }
    }
    if (!items.some(({ button }) => button.tabIndex === 0 && !button.hidden && !button.disabled)) {
      const first = items.find(({ button }) => !button.hidden && !button.disabled);
      items.forEach(({ button }) => { button.tabIndex = -1; });
      first.button.tabIndex = 0;
    }
  };
  editor.on("transaction", show);
  box.prepend(bar);
  show();
};
