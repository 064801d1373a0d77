// The article form: the title's box grows with its words, and stays one line of text however it is typed or pasted.
const title = document.querySelector("textarea.desk-title");

if (title) {
  const fit = () => {
    if (title.value.includes("\n")) {
      title.value = title.value.replace(/\s*\n\s*/g, " ");
    }
    title.style.height = "auto";
    title.style.height = `${title.scrollHeight + title.offsetHeight - title.clientHeight}px`;
  };
  title.addEventListener("beforeinput", (event) => {
    if (["insertLineBreak", "insertParagraph"].includes(event.inputType)) {
      event.preventDefault();
    }
  });
  // On the form: pasted pages and kept words are put into the field without an event of its own.
  title.form.addEventListener("input", fit);
  new ResizeObserver(([{ contentRect }], observer) => {
    if (contentRect.width !== observer.width) {
      observer.width = contentRect.width;
      fit();
    }
  }).observe(title);
}
