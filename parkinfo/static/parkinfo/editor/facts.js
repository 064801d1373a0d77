// What a pasted page says about itself: taken out of its text, and offered to the fields that are still empty.
import { textLines } from "editor/text";

const TITLE = "#activity-name, .rich_media_title, h1";
const ACCOUNT = "#js_name, .rich_media_meta_nickname, .profile_nickname";
const DATE = "#publish_time, time[datetime]";
const META = "#meta_content, .rich_media_meta_list, #js_tags, .rich_media_tool, #js_profile_qrcode";
const LABELS = { title: "标题", source_name: "来源", byline: "署名", event_date: "事件日期", source_url: "来源链接" };

// A line below the title that says nothing else than when, from where and by whom: 日期：2026-11-20　来源：示例日报　记者 张示例
const BETWEEN = /[\s|｜丨/·,，;；]*/y;
const NAME = "(?!记者|通讯员|来源|作者|编辑|责编)[\\p{Script=Han}·]{2,8}(?![\\p{Script=Han}：:])";
const DAY = "20\\d\\d\\s*[年./-]\\s*\\d{1,2}\\s*[月./-]\\s*\\d{1,2}\\s*日?";
const FACT = new RegExp(
  [
    `(?:(?:发布|发表|更新)?(?:日期|时间)\\s*[：:]\\s*)?(?<date>${DAY})(?:\\s*\\d{1,2}:\\d\\d(?::\\d\\d)?)?`,
    "(?:信息|文章|稿件|新闻)?(?:来源|稿源)\\s*[：:]\\s*(?<source>[^\\s|｜丨：:，。、；！？]{2,30})",
    `(?:(?:作者|撰文|文)\\s*[：:/]|(?:本报|本网)?(?:记者|通讯员)\\s*[：:]?)\\s*(?<author>${NAME}(?:[\\s、]+${NAME})*)`,
    "(?:责任编辑|责编|编辑|审核|校对)\\s*[：:]\\s*[\\p{Script=Han}·]{2,8}",
    "(?:浏览|阅读|点击)(?:次数|量|数)?\\s*[：:]?\\s*\\d+\\s*次?",
  ].join("|"),
  "yu",
);

const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

const day = (text) => {
  const [, year, month, date] = text.match(/(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})/) ?? [];
  return year ? `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}` : "";
};

// {date, source, author} of such a line, each "" where it does not say; null of any other line.
const factsOf = (line) => {
  const facts = { date: "", source: "", author: "" };
  let at = 0;
  while (true) {
    BETWEEN.lastIndex = at;
    at += BETWEEN.exec(line)[0].length;
    if (at === line.length) {
      return facts.date || facts.source || facts.author ? facts : null;
    }
    FACT.lastIndex = at;
    const found = FACT.exec(line);
    if (!found) {
      return null;
    }
    at += found[0].length;
    const { date, source, author } = found.groups;
    facts.date ||= date ?? "";
    facts.source ||= source ?? "";
    facts.author = [facts.author, author?.split(/[\s、]+/).join("、")].filter(Boolean).join("、");
  }
};

// Takes such lines right below the title out of the text.
const takeLines = (page, title, taken) => {
  const said = { date: "", source: "", author: "" };
  for (const nodes of textLines(page.body)) {
    const isBelow = title.compareDocumentPosition(nodes[0]) & Node.DOCUMENT_POSITION_FOLLOWING && !title.contains(nodes[0]);
    const line = nodes.map(({ data }) => data).join(" ");
    if (!isBelow || !line.trim()) {
      continue;
    }
    const facts = factsOf(line);
    if (!facts) {
      break;
    }
    Object.keys(said).forEach((name) => (said[name] ||= facts[name]));
    taken.addWords(line);
    for (const node of nodes) {
      node.data = "";
      node.parentElement.closest("a")?.remove();
    }
  }
  return said;
};

// {source, base}: what the page says is its address, and the one from which its links lead; "" where it says nothing.
export const addressesOf = (page, html) => {
  const said = html.match(/SourceURL:\s*(https?:\S+)/)?.[1];
  const canonical =
    page.querySelector("link[rel=canonical]")?.getAttribute("href") ??
    page.querySelector("meta[property='og:url']")?.getAttribute("content");
  const base = page.querySelector("[data-base]")?.getAttribute("href");
  const first = (...addresses) => addresses.find((address) => /^https?:/i.test(address) && URL.canParse(address)) ?? "";
  return { source: first(canonical, said, base), base: first(base, said, canonical) };
};

// A page's title stands at its beginning: what follows whole sentences is a heading in its text.
const titleOf = (page, html) => {
  if (/class="?Mso|urn:schemas-microsoft-com:office/i.test(html)) {
    return null;
  }
  const titles = page.body.querySelectorAll(TITLE);
  const [title] = titles;
  if (!title || title.matches("#activity-name, .rich_media_title")) {
    return title;
  }
  const before = page.createRange();
  before.setStart(page.body, 0);
  before.setEndBefore(title);
  return titles.length === 1 && !/[。！？；]/.test(before.toString()) ? title : null;
};

// Fills the form's empty fields and gives the labels of those; what stands in a field then, leaves the text. A title
// that does not fit or finds another in its place stays a heading.
export const takeFacts = (page, html, form, taken) => {
  const title = titleOf(page, html);
  const date = page.querySelector(DATE);
  const dated = day(date?.getAttribute("datetime") ?? words(date));
  const said = title?.matches("h1") ? takeLines(page, title, taken) : {};
  const facts = {
    title: words(title),
    source_name: words(page.querySelector(ACCOUNT)) || said.source,
    byline: said.author,
    event_date: dated || day(said.date ?? ""),
    source_url: addressesOf(page, html).source,
  };
  const filled = [];
  for (const [name, value] of Object.entries(facts)) {
    const field = form.elements[name];
    if (value && field && !field.value.trim() && !(field.maxLength > 0 && value.length > field.maxLength)) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      filled.push(LABELS[name]);
    }
  }
  if (title && form.elements.title.value.trim() === facts.title) {
    title.remove();
  }
  for (const element of page.querySelectorAll(META)) {
    if (element.isConnected) {
      taken.addWords(element.textContent);
      element.remove();
    }
  }
  if (date?.isConnected && words(date) === words(date.closest("p, div, section"))) {
    taken.addWords(date.textContent);
    date.remove();
  }
  return filled;
};
