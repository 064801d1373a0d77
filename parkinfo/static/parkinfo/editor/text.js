// Of a pasted page: its text nodes, where its lines end, and where its addresses lead.
export const BLOCK =
  "p, h1, h2, h3, h4, h5, h6, li, td, th, section, div, blockquote, figcaption, article, dt, dd, summary, address, pre";

export const texts = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    found.push(walker.currentNode);
  }
  return found;
};

// The text nodes of each line: they share a block, and no line break stands between them.
export const textLines = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const found = [];
  let block = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.ELEMENT_NODE) {
      block = node.matches(`br, ${BLOCK}`) ? null : block;
    } else if (block && block === node.parentElement.closest(BLOCK)) {
      found.at(-1).push(node);
    } else {
      block = node.parentElement.closest(BLOCK);
      found.push([node]);
    }
  }
  return found;
};

// Takes the element out and ends the paragraph there; what follows it becomes the next one.
export const splitAt = (element) => {
  const paragraph = element.closest("p");
  if (!paragraph) {
    element.replaceWith(element.ownerDocument.createElement("div"));
    return;
  }
  const range = element.ownerDocument.createRange();
  range.setStartAfter(element);
  range.setEndAfter(paragraph.lastChild);
  const rest = paragraph.cloneNode(false);
  rest.append(range.extractContents());
  paragraph.after(rest);
  element.remove();
};

// As it is if it says where it leads; else from `base`, an address or ""; "" for what leads nowhere.
export const wholeAddress = (address, base) => {
  const trimmed = address.trim();
  if (/^[a-z][a-z\d+.-]*:/i.test(trimmed)) {
    return trimmed;
  }
  const from = base || (trimmed.startsWith("//") ? "https://host.invalid" : undefined);
  return URL.canParse(trimmed, from) ? new URL(trimmed, from).href : "";
};
