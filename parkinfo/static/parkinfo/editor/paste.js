// What comes from WeChat, Word, WPS or a web page, as the markup of an article. The editor's schema drops the rest:
// here is what it could not know. Lists that are none, pictures that load late, line ends that are no spaces, and facts.
import { makeLists } from "editor/lists";
import { takeFacts } from "editor/facts";

const DROPPED = [
  "style", "script", "noscript", "meta", "link", "title", "svg", "canvas", "iframe", "video", "audio", "object",
  "button", "input", "select", "textarea", "mpvoice", "mp-common-profile", "mp-common-videosnap", "mp-miniprogram",
  "mp-common-mpaudio", "qqmusic", "mpprofile", "mp-style-type", "[data-style*='display:none']",
  "[data-style*='display: none']", "[data-style*='mso-hide']",
].join(",");
const BLOCK = "p, h1, h2, h3, h4, h5, h6, li, td, th, section, div, blockquote, figcaption, article";
const LATE = ["data-src", "data-original", "data-actualsrc", "data-lazy-src"];
const WIDE = "[\\u2e80-\\u9fff\\u3000-\\u303f\\uff00-\\uffef\\u201c\\u201d\\u2014]";
const BROKEN_LINE = new RegExp(`(?<=${WIDE})[ \\t]*\\r?\\n[ \\t]*(?=${WIDE})`, "g");
const LOCAL = "这张图片在原来的电脑里，没有跟着文字贴过来。请复制图片单独粘贴，或用“图片”按钮上传。";
//: Smaller ones, in CSS pixels, are ornaments and counters.
const SMALLEST = 24;

// Pasted styles are read, never applied, and scripts not even that: the page's security policy would complain of each.
export const withoutStyles = (html) =>
  html
    .replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)(?=\s*=)/gi, " data-$1"));

//: What styles say that the article's markup can say as well.
const SAID = [
  [/font-weight:\s*(bold|[6-9]00)/i, "strong"],
  [/font-style:\s*italic/i, "em"],
  [/text-decoration(-line)?:[^;]*line-through/i, "s"],
];

const texts = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    found.push(walker.currentNode);
  }
  return found;
};

const removeJunk = (page) => {
  const comments = document.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (comments.nextNode()) {
    found.push(comments.currentNode);
  }
  found.forEach((comment) => comment.remove());
  page.body.querySelectorAll(DROPPED).forEach((element) => element.remove());
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

// Source lines end in the middle of sentences; between Chinese characters that is no space.
const joinLines = (body) => {
  let before = null;
  for (const node of texts(body)) {
    let text = node.data.replace(BROKEN_LINE, "");
    const block = node.parentElement.closest(BLOCK);
    if (before?.block === block && !node.parentElement.closest("pre")) {
      const joined = `${before.end}${text}`.replace(BROKEN_LINE, "");
      text = before.end && joined.startsWith(before.end) ? joined.slice(before.end.length) : text;
    }
    node.data = text;
    before = text ? { block, end: text.slice(-1) } : before;
  }
};

// Empty lines and indents made of spaces are layout, and the page has its own.
const trimBlocks = (body) => {
  for (const block of body.querySelectorAll("p, h2, h3, h4, section")) {
    const words = texts(block);
    for (const node of words) {
      node.data = node.data.replace(/^[\s\u3000\u00a0\u200b]+/, "");
      if (node.data) {
        break;
      }
    }
    if (!block.textContent.trim() && !block.querySelector("img, table, hr")) {
      block.remove();
    }
  }
  for (const pair of body.querySelectorAll("br + br")) {
    const block = pair.closest("p");
    if (pair.previousSibling?.nodeName !== "BR") {
      continue;
    }
    pair.previousSibling.remove();
    if (block && pair.parentElement === block) {
      const rest = body.ownerDocument.createElement("p");
      while (pair.nextSibling) {
        rest.append(pair.nextSibling);
      }
      pair.remove();
      block.after(rest);
    } else {
      pair.replaceWith(body.ownerDocument.createElement("div"));
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
const markPictures = (page, files, newKey) => {
  const uploads = [];
  const images = [...page.body.querySelectorAll("img")].filter((image) => !image.dataset.image);
  const address = (image) => LATE.map((name) => image.getAttribute(name)).find(Boolean) ?? image.getAttribute("src") ?? "";
  // What lies below /media/ is a picture of this site.
  const locals = images.filter((image) => !/^(https?:)?\/\/|^data:|^\/media\//i.test(address(image).trim()));
  for (const image of images) {
    const from = address(image).trim();
    const [width, height] = ["width", "height"].map((name) => Number.parseInt(image.getAttribute(name), 10) || Infinity);
    const local = locals.indexOf(image);
    const file = fileOf(from) ?? (local >= 0 && files.length === locals.length ? files[local] : null);
    if (Math.max(width, height) < SMALLEST || (from.startsWith("data:") && !file)) {
      image.remove();
    } else if (file) {
      const key = newKey();
      uploads.push({ file, key });
      image.replaceWith(marker(page, image.alt, { key, says: "等待上传", waits: "" }));
    } else if (local >= 0) {
      image.replaceWith(marker(page, image.alt, { says: LOCAL }));
    } else {
      const remote = new URL(from.startsWith("//") ? `https:${from}` : from, location.href).href;
      image.replaceWith(marker(page, image.alt, { remote }));
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

// {html, uploads: [{file, key}], facts}: what to put into the article for what was in the clipboard.
export const cleanPaste = (html, clipboard, newKey) => {
  const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  const facts = takeFacts(page, html);
  makeLists(page);
  removeJunk(page);
  sayStyles(page.body);
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
  const uploads = markPictures(page, files, newKey);
  return { html: page.body.innerHTML, uploads, facts };
};
