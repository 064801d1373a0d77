// Word and WPS write a list as paragraphs that look like one; here they become lists.
const LEVEL = /mso-list:\s*l(\d+)\s+level(\d+)/i;

const TYPES = {
  "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
};

const markerOf = (paragraph) =>
  [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.style ?? ""));

// {level, tag, start, type}, or null for a paragraph that is no item. 一、 and （一） are words of the text, not ours to number.
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
  const [, number = ""] = words.match(/^[（(]?(\d+|[a-z]|[ivx]+)[.．、)）]/i) ?? [];
  return { level: Number(level), tag: number ? "ol" : "ul", ...numbering(number) };
};

// {start, type} of a list whose first item has this number, in the words of HTML: 5, c or i.
const numbering = (number) => {
  if (/^\d|^$/.test(number)) {
    return { start: Number.parseInt(number, 10), type: "" };
  }
  const isRoman = /^[ivx]{2,}$|^i$/i.test(number);
  const first = isRoman ? "i" : "a";
  const start = isRoman ? 1 : number.toLowerCase().charCodeAt(0) - "a".charCodeAt(0) + 1;
  return { start, type: number === number.toLowerCase() ? first : first.toUpperCase() };
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
      if (item.tag === "ol" && item.start !== 1) {
        made.setAttribute("start", item.start);
      }
      if (item.type) {
        made.setAttribute("type", item.type);
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

// Lists that stand between items belong to the item before; an item with a number of its own begins a list there.
export const mendLists = (body) => {
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    const item = list.previousElementSibling ?? list.ownerDocument.createElement("li");
    if (!item.parentElement) {
      list.before(item);
    }
    item.append(list);
  }
  for (const item of body.querySelectorAll("ol > li[value]")) {
    const list = item.parentElement;
    const number = item.value;
    item.removeAttribute("value");
    if (list.firstElementChild !== item) {
      const rest = list.cloneNode(false);
      const range = item.ownerDocument.createRange();
      range.setStartBefore(item);
      range.setEndAfter(list.lastChild);
      rest.append(range.extractContents());
      list.after(rest);
      rest.setAttribute("start", number);
    } else {
      list.setAttribute("start", number);
    }
  }
  // The editor reads their kind where the list says it, not where styles do.
  for (const list of body.querySelectorAll("ol:not([type])")) {
    const styles = `${list.firstElementChild?.dataset.style};${list.dataset.style}`;
    const type = TYPES[styles.match(/list-style(?:-type)?:\s*([a-z-]+)/)?.[1]];
    if (type) {
      list.setAttribute("type", type);
    }
  }
};
