// Pictures of other sites: the desk is asked to fetch them, and asked again until each is here or will not come.
import { picturesThat, update } from "editor/pictures";
import { ask as askDesk } from "desk/ask";

const SECONDS = 3;
//: After these the page stops asking; saving asks anew.
const TIMES = 40;
//: As many addresses as one request names.
const MOST = 50;

export const watchRemote = (editor) => {
  let timer = null;
  let times = 0;
  const waiting = () => picturesThat(editor, ({ image, remote, problem }) => remote && !image && !problem);
  const ask = async () => {
    timer = null;
    const addresses = [...new Set(waiting().map(({ remote }) => remote))].slice(0, MOST);
    if (!addresses.length) {
      return;
    }
    const data = new FormData();
    addresses.forEach((address) => data.append("url", address));
    // Without an answer they go on waiting: the next time there may be one, and saving asks anew.
    const { pictures: known } = await askDesk(editor.options.addresses.bring, data).catch(() => ({ pictures: {} }));
    for (const { remote, key } of waiting()) {
      const { id, problem } = known[remote] ?? {};
      if (id || problem) {
        update(editor, key, id ? { image: String(id), remote: null } : { problem });
      }
    }
    plan();
  };
  const plan = () => {
    if (!timer && waiting().length && times < TIMES) {
      times += 1;
      timer = setTimeout(ask, times > 1 ? SECONDS * 1000 : 0);
    }
  };
  editor.on("update", () => {
    times = timer ? times : 0;
    plan();
  });
  plan();
};
