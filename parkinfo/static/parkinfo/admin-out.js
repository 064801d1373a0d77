// Signed out: what was written about leads and not sent is not the next person's.
Object.keys(sessionStorage)
  .filter((key) => key.startsWith("parkinfo:"))
  .forEach((key) => sessionStorage.removeItem(key));
