"""The industries: a small table held in the process."""

from zones.models import Industry
from zones.site import Site


def industries(site: Site) -> dict[str, Industry]:
    """{slug: Industry}, in their order."""
    return site.remember("industries", lambda: {row.slug: row for row in Industry.objects.all()})
