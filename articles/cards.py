"""Cards of articles as lists show them: rendered once a content version, since many pages show the same ones."""

from django.template.loader import get_template

from articles.page_queries import read_cards


def cards(ids, site, heading=""):
    """The markup of these articles' cards, in this order; those that the site does not remember cost one query.

    `heading` is the element of their titles, h3 if empty.
    """

    def render(missing):
        template = get_template("articles/_card.html")
        articles = read_cards([pk for _, _, pk in missing], site)
        return {
            ("card", heading, article.pk): template.render({"article": article, "site": site, "heading": heading})
            for article in articles
        }

    rendered = site.remember_each([("card", heading, pk) for pk in ids], render)
    # One deleted a moment ago has none.
    return [rendered["card", heading, pk] for pk in ids if ("card", heading, pk) in rendered]
