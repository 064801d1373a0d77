"""`{% remembered "_footer.html" %}`: parts of pages that are rendered once a content version."""

from django import template
from django.template.loader import get_template

register = template.Library()


@register.simple_tag(takes_context=True)
def remembered(context, name, of=None):
    """Like `{% include %}` of a template that depends on the site and on the object `of` (as `it`) alone."""
    part, site = get_template(name), context["site"]
    if site is None:  # the database is away, and with it the version
        return part.render({"site": None, "it": of})
    return site.remember((name, of and of.pk), lambda: part.render({"site": site, "it": of}))
