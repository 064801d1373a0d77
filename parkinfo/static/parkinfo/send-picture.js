// One picture on its way to the desk, from wherever it was chosen.
import { dataOf, token } from "desk/ask";

// Sends one file; `progress(percent)` while it goes. Gives {id, alt, is_new, page}, or throws the reason in words.
export const send = (address, file, progress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", file, file.name || "图片");
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(Math.round((100 * loaded) / total)));
    request.addEventListener("load", () => {
      try {
        resolve(dataOf(request.status === 200 ? request.response : null));
      } catch ({ message }) {
        reject(request.status === 413 ? "图片太大。" : message);
      }
    });
    request.addEventListener("error", () => reject("网络断了，没有传上去，请再试一次。"));
    request.send(data);
  });
