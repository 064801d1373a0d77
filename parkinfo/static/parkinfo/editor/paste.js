// What comes from WeChat, Word, WPS or a web page, as the markup of an article. The editor's schema drops the rest:
// here is what it could not know. Lists that are none, pictures that load late, line ends that are no spaces, and facts.
import { addressesOf, takeFacts } from "editor/facts";
import { Taken, removeHidden, resolveLinks, takeMedia, takeTools, unwrapLayout } from "editor/furniture";
import { makeLists, mendLists } from "editor/lists";
import { BLOCK, splitAt, textLines, texts, wholeAddress } from "editor/text";

const LATE = ["data-src", "data-original", "data-actualsrc", "data-lazy-src"];
const WIDE = "[\\u2e80-\\u9fff\\u3000-\\u303f\\uff00-\\uffef\\u201c\\u201d\\u2014]";
const BROKEN_LINE = new RegExp(`(?<=${WIDE})[ \\t]*\\r?\\n[ \\t]*(?=${WIDE})`, "g");
const LOCAL = "这张图片在原来的电脑里，没有跟着文字贴过来。请复制图片单独粘贴，或用“图片”按钮上传。";
//: Smaller ones, in CSS pixels, are ornaments and counters.
const SMALLEST = 24;

// Pasted styles are read, never applied, and scripts not even that: the page's security policy would complain of each.
export const withoutStyles = (html) =>
  html
    .replace(/^Version:[^<]*/, "") // what Windows puts before the markup
    .replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<base\b/gi, "<meta data-base")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)(?=\s*=)/gi, " data-$1"));

// From an editor like this one: other pages' have styles and classes as well.
export const isOurs = (html) =>
  /^(<meta[^>]*>)*<[^>]+\sdata-pm-slice/i.test(html) &&
  !/\s(style|class)=|<(span|section|div|font)\b/i.test(html.replace(/<(table|col)\b[^>]*>/gi, ""));

//: What styles say that the article's markup can say as well.
const SAID = [
  [/font-weight:\s*(bold|[6-9]00)/i, "strong"],
  [/font-style:\s*italic/i, "em"],
  [/text-decoration(-line)?:[^;]*line-through/i, "s"],
];

const removeJunk = (page) => {
  const comments = document.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (comments.nextNode()) {
    found.push(comments.currentNode);
  }
  found.forEach((comment) => comment.remove());
  for (const element of page.body.querySelectorAll("*")) {
    const [prefix, name] = element.localName.split(":");
    if (name && /^[vwm]$/.test(prefix)) {
      element.remove();
    } else if (name) {
      element.replaceWith(...element.childNodes);
    }
  }
};

const rename = (element, name) => {
  const other = element.ownerDocument.createElement(name);
  other.append(...element.childNodes);
  element.replaceWith(other);
};

// Bold, italic and struck out by style alone; headings and links look so anyway.
const sayStyles = (body) => {
  for (const element of body.querySelectorAll("b[data-style], strong[data-style]")) {
    // Google's documents come in one.
    if (/font-weight:\s*(normal|[1-4]00)/i.test(element.dataset.style)) {
      element.replaceWith(...element.childNodes);
    }
  }
  for (const element of body.querySelectorAll("span[data-style], font[data-style], p[data-style]")) {
    for (const [style, name] of SAID) {
      if (style.test(element.dataset.style) && !element.closest("h1, h2, h3, h4, h5, h6, a, strong, b")) {
        const mark = element.ownerDocument.createElement(name);
        mark.append(...element.childNodes);
        element.append(mark);
      }
    }
  }
};

// The editor takes what it does not know for parts of a line.
const nameBlocks = (body) => {
  body.querySelectorAll("menu, dir").forEach((list) => rename(list, "ul"));
  body.querySelectorAll("center, main, nav, details, summary, legend, dt, dialog, search, marquee").forEach((box) => rename(box, "div"));
  for (const span of body.querySelectorAll("span[data-style*=display]")) {
    if (/display:\s*(block|flex|grid|table|list-item)/i.test(span.dataset.style)) {
      rename(span, "div");
    }
  }
};

// Line ends that one sees: of text that keeps its spaces.
const keepLines = (body) => {
  for (const node of texts(body)) {
    const styled = node.parentElement.closest("[data-style*='white-space']");
    const keeps = /white-space(-collapse)?:\s*(pre|break-spaces)/i.test(styled?.dataset.style);
    if (keeps && node.data.trim() && !node.parentElement.closest("pre")) {
      const lines = node.data.split(/\r?\n/).flatMap((line) => [body.ownerDocument.createElement("br"), line]);
      node.replaceWith(...lines.slice(1));
    }
  }
};

// Source lines end in the middle of sentences; between Chinese characters that is no space.
const joinLines = (body) => {
  let before = null;
  for (const node of texts(body)) {
    const block = node.parentElement.closest(BLOCK);
    if (block?.localName === "pre") {
      continue;
    }
    let text = node.data.replace(BROKEN_LINE, "");
    if (before?.block === block) {
      const joined = `${before.end}${text}`.replace(BROKEN_LINE, "");
      text = before.end && joined.startsWith(before.end) ? joined.slice(before.end.length) : text;
    }
    node.data = text;
    before = text ? { block, end: text.slice(-1) } : before;
  }
};

// Empty lines and indents made of spaces are layout, and the page has its own.
const trimBlocks = (body) => {
  for (const line of textLines(body)) {
    for (const node of line) {
      if (node.parentElement.closest("pre")) {
        break;
      }
      node.data = node.data.replace(/^[\s\u3000\u00a0\u200b]+/, "");
      if (node.data) {
        break;
      }
    }
  }
  for (const block of body.querySelectorAll("p, h2, h3, h4, section")) {
    if (!block.textContent.trim() && !block.querySelector("img, table, hr")) {
      block.remove();
    }
  }
  for (const pair of body.querySelectorAll("br + br")) {
    if (pair.previousSibling?.nodeName === "BR") {
      pair.previousSibling.remove();
      splitAt(pair);
    }
  }
};

const fileOf = (address) => {
  const [, type, data] = address.match(/^data:(image\/(?:png|jpe?g|gif|webp|bmp));base64,(.+)$/s) ?? [];
  if (!data) {
    return null;
  }
  try {
    return new File([Uint8Array.from(atob(data.trim()), (letter) => letter.charCodeAt(0))], "粘贴的图片", { type });
  } catch {
    return null;
  }
};

const marker = (page, alt, data) => {
  const image = page.createElement("img");
  image.alt = alt;
  Object.assign(image.dataset, data);
  return image;
};

// Each picture becomes one the editor knows: with an id, on its way up from here, to be fetched, or missing.
const markPictures = (page, files, newKey, base, taken) => {
  const uploads = [];
  const images = [...page.body.querySelectorAll("img")].filter((image) => !image.dataset.image);
  // What lies below /media/ is a picture of this site.
  const address = (image) => {
    const from = LATE.map((name) => image.getAttribute(name)).find(Boolean) ?? image.getAttribute("src") ?? "";
    return /^\s*(\/media\/|$)/i.test(from) ? from : wholeAddress(from, base) || from;
  };
  const locals = images.filter((image) => !/^(https?:)?\/\/|^data:|^\/media\//i.test(address(image).trim()));
  for (const image of images) {
    const from = address(image).trim();
    const [width, height] = ["width", "height"].map((name) => Number.parseInt(image.getAttribute(name), 10) || Infinity);
    const local = locals.indexOf(image);
    const file = fileOf(from) ?? (local >= 0 && files.length === locals.length ? files[local] : null);
    if (Math.max(width, height) < SMALLEST) {
      image.remove();
    } else if (from.startsWith("data:") && !file) {
      taken.addMedia("图片");
      splitAt(image);
    } else if (file) {
      const key = newKey();
      uploads.push({ file, key });
      image.replaceWith(marker(page, image.alt, { key, says: "等待上传", waits: "" }));
    } else if (local >= 0 || !URL.canParse(from, location.href)) {
      image.replaceWith(marker(page, image.alt, { says: LOCAL }));
    } else {
      image.replaceWith(marker(page, image.alt, { remote: new URL(from, location.href).href }));
    }
  }
  return uploads;
};

// Word says where its pictures were on its own disk, and puts them into the clipboard's RTF.
const picturesOfRtf = (rtf) =>
  [...rtf.matchAll(/\\(png|jpeg)blip(?:[^{}]|\{[^{}]*\})*?(?<=[\s}])([0-9a-f\s]{64,})\}/gi)].map(([, kind, digits]) => {
    const bytes = digits.replace(/\s+/g, "").match(/../g) ?? [];
    const type = kind === "png" ? "image/png" : "image/jpeg";
    return new File([Uint8Array.from(bytes, (pair) => Number.parseInt(pair, 16))], "文档里的图片", { type });
  });

// Figures are of pictures; other captions are paragraphs below what they name, and of several pictures the last has it.
const mendCaptions = (body) => {
  for (const figure of body.querySelectorAll("figure")) {
    const pictures = [...figure.querySelectorAll("img")];
    if (pictures.length !== 1) {
      figure.querySelectorAll("figcaption").forEach((caption) => rename(caption, "p"));
    }
  }
};

// {html, uploads: [{file, key}], filled, taken}: what to put into the article for what was in the clipboard, the labels
// of the form's fields that it filled, and what of it is not in the article.
export const cleanPaste = (html, clipboard, newKey, form) => {
  const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  const taken = new Taken();
  const { base } = addressesOf(page, html);
  const source = form.elements.source_url?.value.trim() ?? "";
  removeHidden(page.body);
  const filled = takeFacts(page, html, form, taken);
  makeLists(page);
  mendLists(page.body);
  removeJunk(page);
  // The editor would write a style for it.
  page.body.querySelectorAll("td[align], th[align]").forEach((cell) => cell.removeAttribute("align"));
  page.querySelectorAll("[data-pm-slice]").forEach((element) => element.removeAttribute("data-pm-slice"));
  sayStyles(page.body);
  nameBlocks(page.body);
  unwrapLayout(page, html);
  takeMedia(page.body, SMALLEST, taken);
  takeTools(page.body, taken);
  resolveLinks(page.body, base, /^https?:/i.test(source) ? source : "", taken);
  keepLines(page.body);
  joinLines(page.body);
  page.body.querySelectorAll("h1").forEach((heading) => rename(heading, "h2"));
  page.body.querySelectorAll("h5, h6").forEach((heading) => rename(heading, "h4"));
  page.body.querySelectorAll("table > caption").forEach((caption) => {
    const words = page.createElement("p");
    words.append(...caption.childNodes);
    caption.closest("table").before(words);
    caption.remove();
  });
  trimBlocks(page.body);
  const files = clipboard.rtf ? picturesOfRtf(clipboard.rtf) : clipboard.files;
  const uploads = markPictures(page, files, newKey, base, taken);
  mendCaptions(page.body);
  return { html: page.body.innerHTML, uploads, filled, taken };
};

// Typed by a text editor: what a line begins with to stand in.
export const withoutIndents = (text) => text.replace(/^[\s\u3000\u00a0\u200b]+/gm, "");
