// The tag field: while an editor types, existing tags that contain the last word are offered below it.
import { ask, tell } from "desk/ask";

const field = document.getElementById("id_tags");

if (field && field.tagName === "INPUT") {
  const separators = /[，、；;,]/;
  const offers = document.createElement("div");
  offers.className = "desk-offers";
  offers.setAttribute("aria-live", "polite");
  field.setAttribute("autocomplete", "off");
  field.after(offers);
  let asked = 0;

  const lastWord = () => field.value.split(separators).pop().trim();

  const take = (name) => {
    const kept = field.value.slice(0, field.value.length - field.value.split(separators).pop().length);
    field.value = `${kept}${name}、`;
    offers.replaceChildren();
    field.focus();
  };

  const offered = (text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => take(text));
    return button;
  };

  const offer = async () => {
    const word = lastWord();
    const mine = ++asked;
    if (!word) {
      offers.replaceChildren();
      return;
    }
    const query = new URLSearchParams({
      app_label: "articles", model_name: "taggedarticle", field_name: "tag", term: word,
    });
    try {
      const { results } = await ask(`${field.dataset.offers}?${query}`);
      // A slow answer to an earlier word must not replace a later one's.
      if (mine === asked) {
        offers.replaceChildren(...results.slice(0, 8).map(({ text }) => offered(text)));
      }
    } catch (refused) {
      tell(offers, refused);
    }
  };

  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, 200);
  });
}
