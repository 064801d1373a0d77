"""The enquiry form, with what the desk does not know: the page a complaint is about, and what slugs are called now."""

import logging

from django.db import DatabaseError

from articles.models import Article
from leads import report_views, views
from leads.report_forms import FORMS
from parkinfo import article_paths
from zones.site import works_without_database

logger = logging.getLogger(__name__)


@works_without_database
def enquiry(request):
    """The form of the kind that the address names; one about an article costs one query more."""
    kind = request.GET.get("kind", "")
    return report_views.new(request, kind, _title_at) if kind in FORMS else views.new(request)


def _title_at(path):
    """The title of the public article on that page; empty for every other path, and when the database fails."""
    number = article_paths.article_id(path)
    if number is None:
        return ""
    try:
        return Article.objects.published().filter(pk=number).values_list("title", flat=True).first() or ""
    except DatabaseError as error:
        logger.warning("A complaint's article is not named: %s", type(error).__name__)
        return ""
