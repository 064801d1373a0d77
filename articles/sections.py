"""What lists of news are of: sections, a small table held in the process, and the tags that visitors may know of."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from articles.models import Article, Section, Tag


def sections(site):
    """{id: Section}, in their order. The one user of the name it is remembered by."""
    return site.remember("sections", lambda: {section.pk: section for section in Section.objects.all()})


def public_tag(slug):
    """The Tag, or Http404 while only drafts carry it: its very name may be the news. One query."""
    carries = Article.objects.published().tagged(OuterRef("pk"))
    return get_object_or_404(Tag.objects.filter(Exists(carries)), slug=slug)
