"""Articles' cards in lists: rendered once a content version, since many pages show the same ones."""

from collections.abc import Iterable

from django.template.loader import get_template

from articles.models import Article
from articles.page_queries import read_cards
from plumbing.tolerance import tolerant_map
from zones.site import Site


def cards(ids: Iterable[int], site: Site, heading: str = "") -> list[str]:
    """The markup of these articles' cards, in this order. One query for those that the site does not remember.

    `heading` is the element of their titles, h3 if empty.
    """

    def render(missing: list[tuple[str, str, int]]) -> dict[tuple[str, str, int], str]:
        template = get_template("articles/_card.html")
        articles = read_cards([pk for _, _, pk in missing], site)

        def draw(article: Article) -> tuple[tuple[str, str, int], str]:
            card = template.render({"article": article, "site": site, "heading": heading})
            return ("card", heading, article.pk), card

        return dict(tolerant_map(draw, articles))

    rendered = site.remember_each([("card", heading, pk) for pk in ids], render)
    # An article deleted a moment ago has none, and neither has one whose card fails.
    return [rendered["card", heading, pk] for pk in ids if ("card", heading, pk) in rendered]
