// The page of a form that came too late: signing in in another window has changed the token since, and with the one of
// this page the form would come too late once more.
document.addEventListener("submit", ({ target }) => {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token && target.elements.csrfmiddlewaretoken) {
    target.elements.csrfmiddlewaretoken.value = token;
  }
});
