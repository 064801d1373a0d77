// Counts, without cookies and without personal data, that an article was read and that a way to reach us was tapped.
// Once a visitor and day counts; the server sees to that.

const READING_SECONDS = 3;

// Sent also while the page is being left; failing, it is not tried again: a count is not worth a reader's battery.
function send(what) {
  fetch("/count/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(what),
    keepalive: true,
    credentials: "omit",
  }).catch(() => {});
}

// A page in a background tab is not read, nor one that is left at once.
function whenRead(act) {
  let timer;
  const watch = () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    timer = setTimeout(() => {
      document.removeEventListener("visibilitychange", watch);
      act();
    }, READING_SECONDS * 1000);
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}

const article = document.querySelector("article[data-article]");
if (article) whenRead(() => send({ article: Number(article.dataset.article) }));

document.addEventListener("click", (event) => {
  const way = event.target.closest("[data-tap]");
  if (way) send({ path: location.pathname, action: way.dataset.tap });
}, { capture: true, passive: true });
