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
  const facts = {
    title: words(title),
    source_name: words(page.querySelector(ACCOUNT)),
    event_date: day(date?.getAttribute("datetime") ?? words(date)),
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
