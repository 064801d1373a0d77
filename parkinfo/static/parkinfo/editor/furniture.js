// What a copied page has around its text: boxes that only place things, media, buttons, counters. All of it goes, and
// whatever one could see of it is noted, so that the editor can say so.
import { splitAt, textLines, wholeAddress } from "editor/text";

const MEDIA = {
  video: "视频", "mp-common-videosnap": "视频", audio: "音频", mpvoice: "音频", "mp-common-mpaudio": "音频", qqmusic: "音频",
  object: "动画", embed: "动画", iframe: "嵌入的网页", canvas: "图形", "mp-common-profile": "公众号名片",
  mpprofile: "公众号名片", "mp-miniprogram": "小程序",
};
const UNSEEN = "[hidden], template, noscript, script, style, title, datalist, meter, progress";
const HIDDEN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/i;
const SHEET = /Excel\.Sheet|ET\.Application|google-sheets-html-origin/i;

// Between the pieces of a line that the page has in elements of their own.
const SEAM = "\u2063";
const GAP = `[\\s${SEAM}]*`;
const OPEN = `(?:[【\\[（(]${GAP})?`;
const CLOSE = `(?:${GAP}[】\\]）)])?`;
const SIZES = ["大", "中", "小"].join(`${GAP}[|｜/、]?${GAP}`);
const whole = (source) => new RegExp(`^${GAP}${source}${GAP}$`, "g");
const apart = (source) => new RegExp(`(?<=^|[\\s${SEAM}|｜】\\]])${OPEN}(?:${source})${CLOSE}(?=$|[\\s${SEAM}|｜【\\[])`, "g");
// What a page says about itself as a page. In a sentence the same words are left alone.
const TOOLS = [
  // 您的位置：首页 > 政务公开
  whole(`(?:您|你)?(?:现在|当前|目前)?的?(?:所在)?的?位置${GAP}[：:].*[>＞»].*`),
  // 上一篇：…
  whole(`[上下]一[篇条]${GAP}[：:].*`),
  // 【打印】 【关闭】
  whole(`[|｜【】\\[\\]]?${GAP}(?:(?:打印|关闭|收藏|纠错)(?:本页|此页|本文|窗口|页面)?[\\s${SEAM}|｜【】\\[\\]]*){2,}`),
  // 字体：【大 中 小】
  new RegExp(`${OPEN}字[体号](?:大小)?${GAP}[：:]?${GAP}${OPEN}${SIZES}${CLOSE}${CLOSE}`, "g"),
  // 浏览次数：1283 次
  apart(`(?:浏览|点击|访问|阅读)(?:(?:总?次数|量|数)${GAP}[：:]${GAP}[\\d,]*|${GAP}[：:]${GAP}\\d[\\d,]*)${GAP}(?:人?次)?`),
  apart("打印(?:本页|此页|本文|文章)|关闭(?:窗口|本页|此页|页面)|(?:加入|点击)收藏|返回(?:顶部|列表)|分享到[：:]"),
];

const plain = (words) => words.replaceAll(SEAM, "").replace(/\s+/g, " ").trim();

// What was taken out: words, media by kind, and the words of links that lead nowhere from here.
export class Taken {
  words = new Set();
  media = new Map();
  links = [];
  completed = 0;

  addWords(words) {
    if (plain(words)) {
      this.words.add(plain(words));
    }
  }

  addMedia(kind) {
    this.media.set(kind, (this.media.get(kind) ?? 0) + 1);
  }

  // One line, or none if nothing was taken out.
  sentence() {
    const quoted = (words) => [...words].map((each) => `“${each.length > 60 ? `${each.slice(0, 60)}…` : each}”`).join("");
    const media = [...this.media].map(([kind, count]) => `${kind} ${count} 个`).join("、");
    const gone = [media, quoted(this.words)].filter(Boolean).join("；");
    const links = `${this.links.length} 个链接没有放进正文，只留下文字：${quoted(new Set(this.links))}。`;
    return [
      gone && `没有放进正文：${gone}。`,
      this.completed ? `按来源链接补全了 ${this.completed} 个链接，请核对。` : "",
      this.links.length ? links : "",
    ].join("");
  }
}

export const removeHidden = (body) => {
  for (const element of body.querySelectorAll(`${UNSEEN}, [data-style]`)) {
    // Articles of WeChat are hidden until their scripts have run.
    if (element.matches(UNSEEN) || (HIDDEN.test(element.dataset.style) && element.id !== "js_content")) {
      element.remove();
    }
  }
};

// Tables that place things instead of listing them become what is in their cells, one after the other.
export const unwrapLayout = (page, html) => {
  const within = new Set();
  for (const table of SHEET.test(html) ? [] : page.body.querySelectorAll("table")) {
    const rows = [...table.rows];
    const isColumn = rows.every((row) => row.cells.length < 2) && !table.querySelector("th, caption");
    const isPlaced = /^(presentation|none)$/.test(table.getAttribute("role")) || (within.has(table) && rows.length === 1);
    const inner = table.querySelectorAll("table");
    if (inner.length || isColumn || isPlaced) {
      inner.forEach((each) => within.add(each));
      const boxes = [table.caption, ...rows.flatMap((row) => [...row.cells])].filter(Boolean).map((cell) => {
        const box = page.createElement("div");
        box.append(...cell.childNodes);
        return box;
      });
      table.replaceWith(...boxes);
    }
  }
};

export const takeMedia = (body, smallest, taken) => {
  for (const element of body.querySelectorAll(Object.keys(MEDIA).join())) {
    const isVideo = element.matches("iframe.video_iframe, iframe[src*=video], iframe[src*=player]");
    taken.addMedia(isVideo ? "视频" : MEDIA[element.localName]);
    splitAt(element);
  }
  for (const drawing of body.querySelectorAll("svg")) {
    const [, , width, height] = (drawing.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    taken.addWords(drawing.textContent);
    if (Math.max(width || 0, height || 0) > smallest) {
      taken.addMedia("图形");
    }
    drawing.remove();
  }
  for (const control of body.querySelectorAll("button, select, textarea, input")) {
    taken.addWords(control.matches("input:is([type=button], [type=submit], [type=reset])") ? control.value : control.textContent);
    control.remove();
  }
};

const remove = (nodes, from, to) => {
  let start = 0;
  for (const node of nodes) {
    const { length } = node.data;
    const first = Math.max(from - start, 0);
    const last = Math.min(to - start, length);
    if (first < last) {
      node.data = node.data.slice(0, first) + node.data.slice(last);
    }
    start += length + SEAM.length;
  }
};

export const takeTools = (body, taken) => {
  for (const nodes of textLines(body)) {
    for (const pattern of TOOLS) {
      const line = nodes.map(({ data }) => data).join(SEAM);
      for (const match of [...line.matchAll(pattern)].reverse()) {
        taken.addWords(match[0]);
        remove(nodes, match.index, match.index + match[0].length);
      }
    }
  }
};

// Links lead from the page they were on, if it is known, be it as the story's source alone; else only those with a whole
// address lead anywhere. What leads within the page, as to its top, is nothing to an article.
export const resolveLinks = (body, base, source, taken) => {
  for (const link of body.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href").trim();
    const leadsWithin = /^(#|about:|$)/i.test(href) || /^file:.*#/i.test(href);
    const address = leadsWithin ? "" : wholeAddress(href, base || source);
    if (/^(https?|mailto|tel):/i.test(address)) {
      link.setAttribute("href", address);
      taken.completed += base || wholeAddress(href, "") ? 0 : 1;
      continue;
    }
    if (!leadsWithin) {
      taken.links.push(plain(link.textContent) || "图片");
    }
    link.replaceWith(...link.childNodes);
  }
};
