// The article form: the browser asks before a page with unsaved text is left.
const form = document.getElementById("article_form");

if (form) {
  let changed = Boolean(document.querySelector(".errornote"));
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) {
      event.preventDefault();
    }
  });
}
