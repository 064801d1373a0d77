// The picture library: many files chosen or dropped at once, sent one after the other, each with a line of its own.
import { send } from "pictures/send";

const section = document.querySelector("[data-many-pictures]");

const addLine = (file) => {
  const line = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const says = document.createElement("span");
  says.textContent = "等待上传";
  line.append(name, bar, says);
  section.querySelector("ul").append(line);
  return { file, line, name, bar, says };
};

const count = { made: 0, known: 0, refused: 0 };
const waiting = [];
let isSending = false;

const sendLine = async ({ file, line, name, bar, says }) => {
  try {
    const picture = await send(section.dataset.manyPictures, file, (percent) => {
      bar.value = percent;
      says.textContent = percent < 100 ? `正在上传 ${percent}%` : "正在检查";
    });
    const link = document.createElement("a");
    Object.assign(link, { href: picture.page, textContent: file.name });
    name.replaceChildren(link);
    says.textContent = picture.is_new ? "已传" : "已有，没有重复存";
    count[picture.is_new ? "made" : "known"] += 1;
  } catch (reason) {
    line.className = "desk-many-refused";
    says.textContent = `没有存：${reason}`;
    count.refused += 1;
  }
  bar.remove();
};

// What a screen reader is told: the start, each refusal, the end. Percentages would never let it finish a sentence.
const tell = (words) => {
  section.querySelector("[role=status]").textContent = words;
};

const add = async (files) => {
  waiting.push(...[...files].map(addLine));
  if (isSending || !waiting.length) {
    return;
  }
  isSending = true;
  tell(`正在上传 ${waiting.length} 个文件。`);
  while (waiting.length) {
    const next = waiting.shift();
    await sendLine(next);
    if (next.line.className) {
      tell(`${next.file.name}：${next.says.textContent}`);
    }
  }
  isSending = false;
  tell(`传完了：新存 ${count.made} 张，已有 ${count.known} 张，没有存 ${count.refused} 个。`);
};

if (section) {
  section.hidden = false;
  const input = section.querySelector("input");
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    section.addEventListener(kind, (event) => {
      event.preventDefault();
      section.classList.toggle("desk-many-over", kind === "dragover");
    });
  }
  section.addEventListener("drop", ({ dataTransfer }) => add(dataTransfer.files));
  window.addEventListener("beforeunload", (event) => {
    if (isSending) {
      event.preventDefault();
    }
  });
}
