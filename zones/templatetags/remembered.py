"""`{% remembered "_footer.html" %}`: parts of pages that are rendered once a content version."""

from django import template
from django.template.loader import get_template

register = template.Library()


@register.simple_tag(takes_context=True)
def remembered(context, name, of=None):
    """Like `{% include %}` of a template that depends on the site and on the object `of` (as `it`) alone."""
    site = context["site"]

    def draw():
        return get_template(name).render({"site": site, "it": of})

    if site is None:  # the database is away, and with it the version
        return draw()
    return site.remember((name, of and of.pk), draw)
