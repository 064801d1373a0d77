// Inside WeChat: gives the card of a shared page its title, description and picture, which WeChat does not take from the
// page itself. Loaded only where an SDK is on this machine; without an account the signature is a 404, and that is all.

const content = (property) => document.querySelector(`meta[property="${property}"]`)?.content ?? "";

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function makeCard() {
  const here = window.location.href.split("#")[0];
  const answer = await fetch(`/wechat/signature?url=${encodeURIComponent(here)}`);
  if (!answer.ok) return;
  const signed = await answer.json();
  await load("/wechat/sdk.js");
  const { wx } = window;
  const card = {
    title: content("og:title") || document.title,
    desc: content("og:description"),
    // A list that somebody filtered has no canonical address, but one of its own.
    link: document.querySelector('link[rel="canonical"]')?.href || content("og:url") || here,
    imgUrl: content("og:image"),
  };
  wx.config({ ...signed, debug: false, jsApiList: ["updateAppMessageShareData", "updateTimelineShareData"] });
  wx.ready(() => {
    wx.updateAppMessageShareData(card);
    wx.updateTimelineShareData({ title: card.title, link: card.link, imgUrl: card.imgUrl });
  });
}

// A card is an extra: without it the page is shared with its bare link.
if (/MicroMessenger/i.test(navigator.userAgent)) makeCard().catch(() => {});
