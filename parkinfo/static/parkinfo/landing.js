// Where this visit began: the first page of ours and the site it came from, kept in the tab until it is closed and sent
// only with an enquiry.

try {
  if (!sessionStorage.getItem("landing")) {
    const outside = document.referrer && new URL(document.referrer).host !== location.host ? document.referrer : "";
    sessionStorage.setItem("landing", JSON.stringify({ path: location.pathname + location.search, referrer: outside }));
  }
} catch {
  // Storage is switched off: nothing depends on it.
}
