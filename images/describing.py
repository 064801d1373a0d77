"""Words about a picture that visitors read: how they are recorded, whoever or whatever writes them."""

from collections.abc import Mapping

from django.contrib.admin.models import CHANGE, LogEntry

from images.models import Image

#: The fields that visitors read.
PUBLIC = ("alt", "credit")


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A sentence for the record: each field of `after` that is another than before, with its old and new words."""
    labels = {field.name: field.verbose_name for field in Image._meta.concrete_fields}
    return "".join(
        f"{labels[name]}由“{before[name]}”改为“{after[name]}”。" for name in after if before[name] != after[name]
    )


def fill_in(image: Image, user_id: int | None, **words: str) -> None:
    """Keep those of the words that nobody has written yet, and record whose doing it was (None: nobody's)."""
    before = {name: getattr(image, name) for name in words}
    image.fill_in(**words)
    said = changes(before, {name: getattr(image, name) for name in words})
    if said and user_id:
        LogEntry.objects.log_actions(user_id, [image], CHANGE, change_message=said, single_object=True)
