"""The enquiry form, with the article that a complaint is about: leads knows a page by its path alone."""

import logging

from django.db import DatabaseError

from articles.models import Article
from leads import views
from parkinfo import article_paths
from zones.site import works_without_database

logger = logging.getLogger(__name__)


@works_without_database
def enquiry(request):
    """The enquiry form; a complaint's costs one query more."""
    return views.new(request, article_at=_article_at)


def _article_at(path):
    """The public article on that page, with its title; None for every other path, and when the database fails."""
    number = article_paths.article_id(path)
    try:
        return Article.objects.published().filter(pk=number).only("title").first() if number is not None else None
    except DatabaseError as error:
        logger.warning("A complaint's article is not named: %s", type(error).__name__)
        return None
