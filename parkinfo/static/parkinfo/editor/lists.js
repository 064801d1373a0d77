// Word and WPS write a list as paragraphs that look like one; here they become lists.
const LEVEL = /mso-list:\s*l(\d+)\s+level(\d+)/i;

const markerOf = (paragraph) =>
  [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.style ?? ""));

// {level, tag, start}, or null for a paragraph that is no item. 一、 and （一） are words of the text, not ours to number.
const itemOf = (element) => {
  const [, , level] = element.matches("p, h1, h2, h3, h4, h5, h6") ? (element.dataset.style ?? "").match(LEVEL) ?? [] : [];
  const marker = level && markerOf(element);
  if (!marker) {
    return null;
  }
  const words = marker.textContent.replace(/[\s\u00a0]/g, "");
  if (element.matches("h1, h2, h3, h4, h5, h6") || /[一二三四五六七八九十第]/.test(words)) {
    marker.replaceWith(words);
    return null;
  }
  marker.remove();
  const [, number] = words.match(/^[（(]?(\d+|[a-z]|[ivx]+)[.．、)）]/i) ?? [];
  return { level: Number(level), tag: number ? "ol" : "ul", start: Number.parseInt(number, 10) || 1 };
};

export const makeLists = (page) => {
  // The lists still open, outermost first; they end where something else stands between.
  let open = [];
  let last = null;
  for (const paragraph of page.body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const item = itemOf(paragraph);
    if (!item) {
      open = [];
      continue;
    }
    if (last && paragraph.previousElementSibling !== last) {
      open = [];
    }
    open = open.filter(({ level }) => level <= item.level);
    if (open.at(-1)?.level === item.level && open.at(-1).list.localName !== item.tag) {
      open.pop();
    }
    const line = page.createElement("li");
    line.append(...paragraph.childNodes);
    let list = open.at(-1);
    if (list?.level !== item.level) {
      const made = page.createElement(item.tag);
      if (item.start > 1) {
        made.setAttribute("start", item.start);
      }
      if (list) {
        list.list.lastElementChild.append(made);
        paragraph.remove();
      } else {
        paragraph.replaceWith(made);
        last = made;
      }
      list = { level: item.level, list: made };
      open.push(list);
    } else {
      paragraph.remove();
    }
    list.list.append(line);
  }
};
