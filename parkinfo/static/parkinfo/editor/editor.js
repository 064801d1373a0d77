// The article's body: the textarea becomes an editor, and goes on holding what will be saved.
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Editor, Fullscreen, Gapcursor, HardBreak,
  Heading, History, HorizontalRule, Italic, Link, ListItem, OrderedList, Paragraph, Strike, Subscript, Superscript,
  Table, TableCell, TableHeader, TableRow, Text, Underline,
} from "django-prose-editor/editor";
import { stored } from "editor/body";
import { cleanPaste, isOurs, withoutIndents, withoutStyles } from "editor/paste";
import { Caption, Figure, Picture, PictureFiles, isUploading, newKey, upload } from "editor/pictures";
import { watchRemote } from "editor/remote";
import { addToolbar } from "editor/toolbar";

// 600519.SH and ASP.NET are no hosts: an address in pasted text says http or www.
const LINK = Link.configure({
  enableTarget: false,
  autolink: false,
  protocols: ["http", "https", "mailto", "tel"],
  shouldAutoLink: (words) => /^(https?:\/\/|www\.)[\x21-\x7e]+$/i.test(words),
});

const EXTENSIONS = [
  Document, Paragraph, Text, HardBreak, History, Dropcursor, Gapcursor, Fullscreen,
  Heading.configure({ levels: [2, 3, 4] }), Bold, Italic, Underline, Strike, Subscript, Superscript, Code, CodeBlock,
  BulletList, OrderedList, ListItem, Blockquote, HorizontalRule,
  LINK,
  Table, TableRow, TableHeader, TableCell,
  Figure, Picture, Caption, PictureFiles,
];

const mount = (textarea) => {
  const box = document.createElement("div");
  box.className = "prose-editor";
  textarea.before(box);
  box.append(textarea);
  textarea.hidden = true;
  const label = textarea.labels[0];
  if (label) {
    label.id ||= `${textarea.id}_label`;
    label.htmlFor = "";
    label.addEventListener("click", () => editor.commands.focus());
  }
  const says = document.createElement("p");
  says.className = "editor-says";
  says.setAttribute("role", "status");
  let clipboard = { rtf: "", files: [] };
  const paste = (html) => {
    if (isOurs(html)) {
      says.textContent = "";
      return withoutStyles(html);
    }
    const { html: cleaned, uploads, filled, taken } = cleanPaste(html, clipboard, newKey, textarea.form);
    says.textContent = (filled.length ? `已从粘贴的内容填入：${filled.join("、")}。请核对。` : "") + taken.sentence();
    // Once they stand in the text.
    setTimeout(async () => {
      for (const { file, key } of uploads) {
        await upload(editor, file, key);
      }
    });
    return cleaned;
  };
  const editor = new Editor({
    element: box,
    extensions: EXTENSIONS,
    content: textarea.value,
    addresses: { ...textarea.dataset },
    // Asterisks and backquotes of pasted text are text.
    enablePasteRules: [LINK],
    // Our stylesheet has the few rules it would write into the page.
    injectCSS: false,
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": label?.id ?? "",
        "aria-describedby": `${textarea.id}_helptext`,
      },
      transformPastedHTML: paste,
      transformPastedText: (text, asIs, { state }) => {
        says.textContent = "";
        return state.selection.$from.parent.type.spec.code ? text : withoutIndents(text);
      },
      handleDOMEvents: {
        paste: (view, { clipboardData }) => {
          const files = [...clipboardData.files].filter((file) => file.type.startsWith("image/"));
          clipboard = { rtf: clipboardData.getData("text/rtf"), files };
          return false;
        },
      },
    },
    onUpdate: ({ editor: changed }) => {
      textarea.value = stored(changed.getHTML());
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  addToolbar(editor, box);
  box.append(says);
  watchRemote(editor);
  textarea.form.addEventListener("submit", (event) => {
    if (isUploading()) {
      event.preventDefault();
      // Whoever else listens must not take it for sent.
      event.stopImmediatePropagation();
      window.alert("还有图片正在上传，请等它传完再保存。");
    }
  }, { capture: true });
  // For whoever fills the form: setting the textarea's value alone would not show.
  textarea.editor = editor;
};

document.querySelectorAll("textarea[data-upload]").forEach(mount);
