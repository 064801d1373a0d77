"""Articles' cards in lists: rendered once a content version, since many pages show the same ones."""

from collections.abc import Iterable

from django.template.loader import get_template

from articles.page_queries import read_cards
from zones.site import Site


def cards(ids: Iterable[int], site: Site, heading: str = "") -> list[str]:
    """The markup of these articles' cards, in this order. One query for those that the site does not remember.

    `heading` is the element of their titles, h3 if empty.
    """

    def render(missing: list[tuple[str, str, int]]) -> dict[tuple[str, str, int], str]:
        template = get_template("articles/_card.html")
        articles = read_cards([pk for _, _, pk in missing], site)
        return {
            ("card", heading, article.pk): template.render({"article": article, "site": site, "heading": heading})
            for article in articles
        }

    rendered = site.remember_each([("card", heading, pk) for pk in ids], render)
    # An article deleted a moment ago has none.
    return [rendered["card", heading, pk] for pk in ids if ("card", heading, pk) in rendered]
