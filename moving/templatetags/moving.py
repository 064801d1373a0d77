"""For the article's form at the desk: where a story that moved in came from."""

from typing import Any

from django import template
from django.template import Context

from moving import originals

register = template.Library()


@register.inclusion_tag("admin/moving/_provenance.html", takes_context=True)
def provenance(context: Context, article: Any) -> dict[str, Any]:
    """A line for editors of the article's city; nothing for an article that was written here."""
    if not article or not article.pk or not originals.may_see(context["request"].user, article):
        return {}
    moved = originals.provenance(article)
    return {"moved": moved, "article": article, "address": originals.old_address(moved)} if moved else {}
