// What the editor holds as what the desk stores: the markup that the sanitiser leaves as it is.

const unwrap = (element) => element.replaceWith(...element.childNodes);

// A cell or list item that is one paragraph is stored without it, as it is written by hand.
const single = (element) => {
  const only = element.firstElementChild;
  if (only?.tagName === "P" && only === element.lastElementChild) {
    unwrap(only);
  } else if (only?.tagName === "P" && element.tagName === "LI" && /^[OU]L$/.test(only.nextElementSibling?.tagName)) {
    unwrap(only);
  }
};

export const stored = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  const body = template.content;
  for (const image of body.querySelectorAll("img")) {
    if (!image.dataset.image && !image.dataset.remote) {
      // Still on its way, or never arrived: its caption stays.
      const figure = image.closest("figure");
      const words = document.createElement("p");
      words.append(...(figure?.querySelector("figcaption")?.childNodes ?? []));
      (figure ?? image).replaceWith(words);
    }
  }
  for (const caption of body.querySelectorAll("figcaption")) {
    if (!caption.textContent.trim()) {
      caption.remove();
    }
  }
  for (const cell of body.querySelectorAll("td, th")) {
    for (const name of ["colspan", "rowspan"]) {
      if (cell.getAttribute(name) === "1") {
        cell.removeAttribute(name);
      }
    }
    cell.removeAttribute("colwidth");
    single(cell);
  }
  body.querySelectorAll("li").forEach(single);
  body.querySelectorAll("colgroup").forEach((group) => group.remove());
  for (const table of body.querySelectorAll("table")) {
    table.removeAttribute("style");
  }
  for (const paragraph of body.querySelectorAll("p")) {
    if (!paragraph.textContent.trim() && !paragraph.querySelector("img")) {
      paragraph.remove();
    }
  }
  return template.innerHTML;
};
