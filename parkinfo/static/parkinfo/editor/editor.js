// The article's body: the textarea becomes an editor, and goes on holding what will be saved.
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Editor, Fullscreen, Gapcursor, HardBreak,
  Heading, History, HorizontalRule, Italic, Link, ListItem, OrderedList, Paragraph, Strike, Subscript, Superscript,
  Table, TableCell, TableHeader, TableRow, Text, Underline,
} from "django-prose-editor/editor";
import { stored } from "editor/body";
import { fillIn } from "editor/facts";
import { cleanPaste, withoutStyles } from "editor/paste";
import { Caption, Figure, Picture, PictureFiles, isUploading, newKey, upload } from "editor/pictures";
import { watchRemote } from "editor/remote";
import { addToolbar } from "editor/toolbar";

const EXTENSIONS = [
  Document, Paragraph, Text, HardBreak, History, Dropcursor, Gapcursor, Fullscreen,
  Heading.configure({ levels: [2, 3, 4] }), Bold, Italic, Underline, Strike, Subscript, Superscript, Code, CodeBlock,
  BulletList, OrderedList, ListItem, Blockquote, HorizontalRule,
  Link.configure({ enableTarget: false, autolink: false, protocols: ["http", "https", "mailto", "tel"] }),
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
    if (html.includes("data-pm-slice")) {
      return withoutStyles(html); // from an editor like this one
    }
    const { html: cleaned, uploads, facts } = cleanPaste(html, clipboard, newKey);
    const filled = fillIn(textarea.form, facts);
    says.textContent = filled.length ? `已从粘贴的内容填入：${filled.join("、")}。请核对。` : "";
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
