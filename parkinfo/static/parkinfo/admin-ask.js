// What scripts of the desk ask of the desk. Words come back, or data: never a page, which would end up in the page that
// asked, be it the one of signing in.

// Signing in in another window changes the token: the cookie knows the newest, the page the one it came with.
export const token = () =>
  /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value;

// Why nothing came: `reason` in words, and where to sign in, if that is what is missing.
export class Refused extends Error {
  constructor(reason, signIn = null) {
    super(reason);
    this.signIn = signIn;
  }
}

// The data in an answer of ours, or throws why there are none.
export const dataOf = (answer) => {
  if (answer?.error) {
    throw new Refused(answer.error, answer.sign_in);
  }
  if (answer === null || typeof answer !== "object") {
    throw new Refused("没有做成，请确认还在登录状态后再试。");
  }
  return answer;
};

// The data at an address; with a `body`, a FormData, it is posted. Throws Refused.
export const ask = async (address, body = null) => {
  // A form's own token, perhaps an old one, would be looked at before the header's.
  body?.delete("csrfmiddlewaretoken");
  const headers = { "X-CSRFToken": token() };
  const response = await fetch(address, { method: body ? "POST" : "GET", body, headers }).catch(() => null);
  if (response === null) {
    throw new Refused("网络断了，请再试一次。");
  }
  return dataOf(response.ok && !response.redirected ? await response.json().catch(() => null) : null);
};

// Says it in an element of the page.
export const tell = (element, { message, signIn }) => {
  element.replaceChildren(message);
  if (signIn) {
    const link = document.createElement("a");
    Object.assign(link, { href: signIn, target: "_blank", rel: "noopener", textContent: "在新窗口登录" });
    element.append(" ", link);
  }
};
