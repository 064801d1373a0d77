// Listings set aside to be compared while one looks around: kept in the tab. Without it each link opens a comparison.

const KEY = "compared";
const MOST = 4;
const links = document.querySelectorAll("a[data-compare]");
const bar = document.querySelector("[data-comparing]");
const address = new URLSearchParams(location.search).get("n");
const named = [...new Set((address ?? "").toUpperCase().match(/[A-Z]+-\d+/g) ?? [])].slice(0, MOST);
const kept = stored();
let numbers = address !== null && (!kept.length || isOwn()) ? named : kept;

// Somebody's comparison is looked at and leaves one's own choice alone; a step from page to page here changes it.
function isOwn() {
  const isWithin = (some, all) => some.every((each) => all.includes(each));
  const isHere = document.referrer.startsWith(`${location.origin}/`);
  return isHere && (bar !== null || isWithin(named, kept) || isWithin(kept, named));
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(numbers));
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

function query(chosen) {
  return `?n=${chosen.join(",")}`;
}

function show(isFull = false) {
  for (const link of links) {
    const number = link.dataset.compare;
    const isChosen = numbers.includes(number);
    link.search = query([...numbers.filter((each) => each !== number), number].slice(-MOST));
    if (bar) link.firstChild.textContent = isChosen ? "已选，去掉" : numbers.length ? "加到对比里" : "对比";
    link.classList.toggle("offers__compare--chosen", Boolean(bar) && isChosen);
  }
  if (!bar) return;
  bar.hidden = !numbers.length;
  bar.querySelector("[role=status]").textContent = isFull ? "一次最多比四套，先去掉一套" : `要对比的：${numbers.join("、")}`;
  bar.querySelector("a").search = query(numbers);
  for (const field of document.querySelectorAll("input[name=n]")) field.value = numbers.join(",");
}

function toggle(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const number = event.currentTarget.dataset.compare;
  const isFull = !numbers.includes(number) && numbers.length === MOST;
  if (numbers.includes(number)) numbers = numbers.filter((each) => each !== number);
  else if (!isFull) numbers = [...numbers, number];
  keep();
  show(isFull);
}

keep();
show();
if (bar) for (const link of links) link.addEventListener("click", toggle);
