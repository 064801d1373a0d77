// From a finding of the checker to the words it is about, in the form or in the body's editor.

// The body's lines that have words: {number, text, from}, numbered as the checker counts paragraphs, a table's row as one.
const linesOf = (doc) => {
  const lines = [];
  let number = 0;
  let lastRow = null;
  doc.descendants((node, position) => {
    if (node.type.name === "tableRow") {
      lastRow = { node, number: null, end: position + node.nodeSize };
    }
    if (!node.isTextblock) {
      return true;
    }
    const text = node.textBetween(0, node.content.size, "", () => "\n").replaceAll("\u00a0", " ");
    if (!text.trim()) {
      return false;
    }
    const row = lastRow && position < lastRow.end ? lastRow : null;
    if (row) {
      number = row.number ??= number + 1;
    } else {
      number += 1;
    }
    lines.push({ number, text, from: position + 1 });
    return false;
  });
  return lines;
};

const nearest = (items, distance) => items.reduce((best, item) => (distance(item) < distance(best) ? item : best));

const placesOf = (text, words) => {
  const places = [];
  for (let at = text.indexOf(words); words && at >= 0; at = text.indexOf(words, at + 1)) {
    places.push(at);
  }
  return places;
};

// {from, to} of the words in the document: in that paragraph if they stand there, else in the nearest; null without one.
export const placeOf = (doc, { words, paragraph, start }) => {
  const lines = linesOf(doc);
  if (!lines.length) {
    return null;
  }
  const holding = lines.filter(({ text }) => text.includes(words));
  const line = nearest(holding.length ? holding : lines, ({ number }) => Math.abs(number - paragraph));
  const indent = line.text.length - line.text.trimStart().length;
  const places = holding.length ? placesOf(line.text, words) : [];
  if (!places.length) {
    return { from: line.from, to: line.from + line.text.length };
  }
  const from = line.from + nearest(places, (at) => Math.abs(at - indent - start));
  return { from, to: from + words.length };
};

const toBody = (editor, finding) => {
  const place = placeOf(editor.state.doc, finding);
  editor.commands.focus(null, { scrollIntoView: false });
  if (place) {
    editor.commands.setTextSelection(place);
    const { node } = editor.view.domAtPos(place.from);
    (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).scrollIntoView({ block: "center" });
  }
};

// `finding` is {field, words, paragraph, start}.
export const jump = (form, finding) => {
  const name = finding.field === "excerpt" ? "body" : finding.field;
  const field = form.elements[name];
  if (field?.editor) {
    toBody(field.editor, finding);
    return;
  }
  // Of a choice by name its own box, which stands behind it.
  const box = field?.classList.contains("admin-autocomplete")
    ? field.nextElementSibling.querySelector(".select2-selection")
    : field;
  box?.focus({ preventScroll: true });
  box?.scrollIntoView({ block: "center" });
  if (finding.words && box === field && field?.value.includes(finding.words)) {
    const from = nearest(placesOf(field.value, finding.words), (at) => Math.abs(at - finding.start));
    field.setSelectionRange(from, from + finding.words.length);
  }
};
