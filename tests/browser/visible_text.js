// What one sees of an element, a line for each line break: numbers and bullets of lists are text, media end a line.
(root) => {
  const numberOf = (item) => {
    const list = item.parentElement;
    let number = list.start - 1;
    for (const one of [...list.children].filter(({ localName }) => localName === "li")) {
      number = one.hasAttribute("value") ? one.value : number + 1;
      if (one === item) {
        return number;
      }
    }
  };
  const marker = (item) => {
    if (item.parentElement.localName !== "ol") {
      return "•";
    }
    const isLettered = getComputedStyle(item).listStyleType === "lower-alpha";
    return `${isLettered ? String.fromCharCode(96 + numberOf(item)) : numberOf(item)}.`;
  };
  const replace = (selector, substitute) => {
    root.querySelectorAll(selector).forEach((element) => element.replaceWith(substitute(element)));
  };
  const lineBreak = () => document.createElement("br");
  // Chromium leaves out the brackets around a reading; that no scripts run here is the test's doing.
  replace("rp", ({ textContent }) => textContent);
  replace("noscript", () => "");
  replace("video, audio, iframe, object, mpvoice", lineBreak);
  replace("img", ({ width }) => (width === 1 ? "" : lineBreak()));
  replace("select, textarea", ({ textContent }) => ` ${textContent} `);
  replace("svg", ({ textContent }) => textContent);
  root.querySelectorAll("li").forEach((item) => {
    const words = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      if (words.currentNode.data.trim()) {
        words.currentNode.data = marker(item) + words.currentNode.data.trimStart();
        return;
      }
    }
  });
  // Word's own numbers and bullets, as a browser would set them.
  root.querySelectorAll("[style*='mso-list:Ignore']").forEach((span) => {
    const [, number] = span.textContent.match(/^\W?(\d+|[a-h])\W/) ?? [];
    span.textContent = number ? `${number}.` : /[●l]/.test(span.textContent) ? "•" : span.textContent;
  });
  return root.innerText;
};
