// What every public page may have a little more of when scripts run: copying, sharing, relative dates, and a bottom bar
// that steps aside for the keyboard. Everything works without it.

const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

// Over plain http there is no clipboard API: the old way still works there, and inside WeChat.
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the page's host app: try the old way.
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

function enhanceCopying() {
  for (const button of document.querySelectorAll("[data-copy], [data-copy-from]")) {
    const label = [...button.childNodes];
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copyFrom);
      const done = await copy(source ? source.textContent : button.dataset.copy);
      button.textContent = done ? "已复制" : "请长按文字复制";
      button.setAttribute("aria-live", "polite");
      setTimeout(() => { button.replaceChildren(...label); }, 2000);
    });
  }
}

function enhanceSharing() {
  if (inWeChat) {
    for (const hint of document.querySelectorAll(".share__wechat")) hint.hidden = false;
    for (const way of document.querySelectorAll(".share__qr")) way.hidden = true;
  }
  if (!navigator.share) return;
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const { shareTitle: title, shareUrl: url } = button.dataset;
      navigator.share({ title, url }).catch(() => {});
    });
  }
}

// By the calendar, not by hours: what was published last night was published yesterday.
function relative(date, now) {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (days < 0) return "";
  if (days === 0) return "今天";
  if (days === 1) return "昨天";
  if (days < 30) return `${days} 天前`;
  let months = (now.getFullYear() - date.getFullYear()) * 12 + now.getMonth() - date.getMonth();
  if (now.getDate() < date.getDate()) months -= 1;
  return months < 12 ? `${Math.max(1, months)} 个月前` : `${Math.floor(months / 12)} 年前`;
}

function enhanceDates() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const words = relative(new Date(time.dateTime), new Date());
    if (words) time.textContent += `（${words}）`;
  }
  for (const day of document.querySelectorAll("[data-today]")) day.textContent = `打印于 ${new Date().toLocaleDateString("zh-CN")}`;
}

// While the keyboard is up the bar would cover the field being filled in.
function enhanceBar() {
  const bar = document.querySelector("[data-bar]");
  const screen = window.visualViewport;
  if (!bar || !screen) return;
  const update = () => { bar.hidden = screen.height < window.innerHeight * 0.75; };
  screen.addEventListener("resize", update);
}

// The list of cities lies over the page: it goes with Escape, and once something else is meant.
function enhanceSwitch() {
  const menu = document.querySelector("details.switch");
  if (!menu) return;
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => { if (!menu.contains(event.target)) menu.open = false; });
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

enhanceCopying();
enhanceSwitch();
enhanceSharing();
enhanceDates();
enhanceBar();
