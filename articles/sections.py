"""The sections of the news as pages need them: a small table, held in the process."""

from articles.models import Section


def sections(site):
    """{id: Section}, in their order. The one user of the name it is remembered by."""
    return site.remember("sections", lambda: {section.pk: section for section in Section.objects.all()})
