// What a pasted page says about itself: taken out of its text, and offered to the fields that are still empty.
const TITLE = "#activity-name, .rich_media_title, h1";
const ACCOUNT = "#js_name, .rich_media_meta_nickname, .profile_nickname";
const DATE = "#publish_time, time[datetime]";
const META = "#meta_content, .rich_media_meta_list, #js_tags, .rich_media_tool, #js_profile_qrcode";
const LABELS = { title: "标题", source_name: "来源", event_date: "事件日期", source_url: "来源链接" };

const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

const day = (text) => {
  const [, year, month, date] = text.match(/(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})/) ?? [];
  return year ? `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}` : "";
};

// {title, source_name, event_date, source_url}, empty where the page says nothing. A heading further down is no title.
export const takeFacts = (page, html) => {
  const titles = page.body.querySelectorAll(TITLE);
  const title = titles.length && (titles.length === 1 || titles[0].matches("#activity-name, .rich_media_title")) ? titles[0] : null;
  const isWord = /class="?Mso|urn:schemas-microsoft-com:office/i.test(html);
  const address =
    page.querySelector("link[rel=canonical]")?.getAttribute("href") ??
    page.querySelector("meta[property='og:url']")?.getAttribute("content") ??
    html.match(/SourceURL:(https?:\S+)/)?.[1] ??
    page.querySelector("base[href]")?.getAttribute("href") ??
    "";
  const date = page.querySelector(DATE);
  const facts = {
    title: isWord ? "" : words(title),
    source_name: words(page.querySelector(ACCOUNT)),
    event_date: day(date?.getAttribute("datetime") ?? words(date)),
    source_url: /^https?:\/\//.test(address) ? address : "",
  };
  page.querySelectorAll(META).forEach((element) => element.remove());
  date?.remove();
  if (facts.title) {
    title.remove();
  }
  return facts;
};

// Fills what is empty; gives the labels of what it filled. A title that stands already leaves the page's out.
export const fillIn = (form, facts) => {
  const filled = [];
  for (const [name, value] of Object.entries(facts)) {
    const field = form.elements[name];
    if (value && field && !field.value.trim()) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      filled.push(LABELS[name]);
    }
  }
  return filled;
};
