"""The body's editor at the desk: a textarea, which scripts turn into an editor."""

from typing import Any

from django import forms
from django.urls import reverse
from js_asset import ImportMap, Media, Script

from images import admin_uploads

#: The names by which our modules import each other; the map gives their files, whose names hold a hash.
MODULES = (
    *("body", "dialog", "facts", "furniture", "jump", "library", "lists"),
    *("paste", "pictures", "remote", "text", "toolbar"),
)

media = Media(
    importmap=ImportMap(
        {
            "django-prose-editor/editor": "django_prose_editor/editor.js",
            **{f"editor/{name}": f"parkinfo/editor/{name}.js" for name in MODULES},
            **admin_uploads.MODULES,
        }
    ),
    css={"all": ["parkinfo/editor/editor.css"]},
    # The form's own scripts that ask the desk something; they stand here for the map that they need.
    js=[Script(f"parkinfo/{name}.js", type="module") for name in ("editor/editor", "admin-tags", "admin-check")],
)


class BodyWidget(forms.Textarea):
    """A body's markup."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 24, "class": "vLargeTextField desk-body", **(attrs or {})})

    @property
    def media(self) -> Media:
        return media

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the addresses that the scripts need, in which 0 stands for a picture's id."""
        return {
            **super().build_attrs(*args, **kwargs),
            "data-picture": reverse("admin:articles_article_picture", args=[0]),
            "data-upload": reverse("admin:images_image_upload"),
            "data-bring": reverse("admin:articles_article_bring"),
            "data-pictures": reverse("admin:autocomplete"),
        }
