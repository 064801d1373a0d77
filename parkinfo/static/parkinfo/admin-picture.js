// Picture fields: the chosen picture is shown beside the field at once, not only after saving.
const jQuery = window.django.jQuery;

jQuery(document).on("select2:select select2:clear", "select.admin-autocomplete", (event) => {
  const preview = document.querySelector(`[data-preview-of="${event.target.id}"]`);
  if (!preview) {
    return;
  }
  const address = event.params?.data?.picture;
  if (address) {
    const image = new Image();
    image.className = "desk-cover";
    image.alt = "";
    image.src = address;
    preview.replaceChildren(image);
  } else {
    preview.textContent = "保存后取正文第一张图";
  }
});
