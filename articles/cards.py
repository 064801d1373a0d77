"""Cards of articles as lists show them: rendered once a content version, since many pages show the same ones."""

from django.template.loader import get_template

from articles.models import Article


def cards(ids, site, heading=""):
    """The markup of these articles' cards, in this order; those that the site does not remember cost one query.

    `heading` is the element of their titles, h3 if empty.
    """

    def render(missing):
        template = get_template("articles/_card.html")
        articles = Article.objects.for_cards().in_bulk([pk for _, _, pk in missing])
        return {
            ("card", heading, pk): template.render({"article": article, "site": site, "heading": heading})
            for pk, article in articles.items()
        }

    rendered = site.remember_each([("card", heading, pk) for pk in ids], render)
    # One deleted a moment ago has none.
    return [rendered["card", heading, pk] for pk in ids if ("card", heading, pk) in rendered]
