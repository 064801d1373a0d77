"""Form fields for what people type or paste: each cleans it first, so that length and rules are of what is stored.

None has a `maxlength` on the page: browsers cut off what is pasted beyond it and do not say so. A text that is too long
comes back whole, with a sentence.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db import models

from plumbing import typed_text


class _TypedField(forms.CharField):
    """Text cleaned by `strength`, one of the functions of plumbing.typed_text."""

    strength: Callable[[str], str]

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return (type(self).strength(text) or self.empty_value) if text else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class LineField(_TypedField):
    """A name or a title: one line, in ordinary letters and digits."""

    strength = staticmethod(typed_text.line)


class ProseField(_TypedField):
    """Text of several lines, kept as it was written."""

    strength = staticmethod(typed_text.prose)


class VerbatimLineField(_TypedField):
    """One line in the very characters that were typed: what was read of it is kept beside it."""

    @staticmethod
    def strength(typed: str) -> str:
        return " ".join(typed_text.prose(typed).split())


class EmailField(_TypedField, forms.EmailField):
    """A mail address; a full-width ＠ is an @."""

    strength = staticmethod(typed_text.identifier)


class URLField(_TypedField, forms.URLField):
    """An address of the web; one typed without its scheme is https."""

    strength = staticmethod(typed_text.line)


#: For an admin's `formfield_overrides`: the columns that people type into.
OVERRIDES: Mapping[type[models.Field], Mapping[str, Any]] = {
    models.CharField: {"form_class": LineField},
    models.TextField: {"form_class": ProseField},
    models.EmailField: {"form_class": EmailField},
    models.URLField: {"form_class": URLField, "assume_scheme": "https"},
}
