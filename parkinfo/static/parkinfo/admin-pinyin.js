// A form with a name and a slug: an empty slug is filled in from the name, to be looked at before saving.
const slug = document.querySelector("[data-pinyin]");
const name = document.getElementById("id_name");

name?.addEventListener("change", async () => {
  if (slug.value || !name.value.trim()) {
    return;
  }
  const query = new URLSearchParams({ name: name.value });
  const response = await fetch(`${slug.dataset.pinyin}?${query}`).catch(() => null);
  if (response?.ok && !response.redirected && !slug.value) {
    slug.value = await response.text();
  }
});
