// What goes on without the page: its line is read anew until the page that has none comes instead.
const SECONDS = 3;
const line = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    // 401: the page itself leads to signing in.
    if ((answer.ok || answer.status === 401) && !now) {
      location.reload();
      return;
    }
    if (now && now.textContent !== line.textContent) {
      line.textContent = now.textContent;
    }
  } catch {
    // No network for a moment: the next look may have one.
  }
  setTimeout(look, SECONDS * 1000);
}

if (line) {
  setTimeout(look, SECONDS * 1000);
}
