"""Photos chosen or taken right in the form of what they show."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from images.models import Image
from images.uploads import store

#: As many a phone sends in one go without losing patience.
MOST_PHOTOS = 20


class PhotosInput(forms.ClearableFileInput):
    """One input for several pictures; a phone offers its camera."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class PhotosField(forms.FileField):
    """Pictures; cleaned they are a list of the Images they are stored as. Optional.

    They are stored at once, since a browser does not send them again when another field is wrong. Those that are
    refused are said by name.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=PhotosInput({"accept": "image/*"}), **kwargs)
        #: What was stored, also where another was refused.
        self.stored: list[Image] = []

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether any was chosen: Django's asks for one file, and takes an empty list for one."""
        return bool(data)

    def clean(self, data: Any, initial: Any = None) -> list[Image]:  # type: ignore[override] # of several files
        uploads: list[UploadedFile] = data or []
        if len(uploads) > MOST_PHOTOS:
            raise forms.ValidationError(f"一次最多 {MOST_PHOTOS} 张，您选了 {len(uploads)} 张。")
        self.stored, faults = [], []
        for upload in uploads:
            try:
                self.stored.append(store(upload))
            except forms.ValidationError as fault:
                faults.append(f"{upload.name}：{''.join(fault.messages)}")
        if faults:
            raise forms.ValidationError(faults)
        return self.stored


def chosen(typed: Iterable[str]) -> list[Image]:
    """The Images of the ids that a form's hidden field brought back, in that order; what is no id is left out."""
    pks = [int(pk) for pk in typed if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    found = Image.objects.filter(offline_since=None).in_bulk(pks)
    return [found[pk] for pk in dict.fromkeys(pks) if pk in found]
