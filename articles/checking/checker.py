"""All rules together."""

from functools import cached_property

from articles.checking import arithmetic, misprints
from articles.checking.dates import misplaced_dates
from articles.checking.disagreements import figures_differ
from articles.checking.duplicates import duplicates
from articles.checking.leftovers import gaps, leftovers
from articles.checking.links import broken_links, our_hosts
from articles.checking.missing import missing
from articles.checking.names import names_differ
from articles.checking.pictures import pictures_away
from articles.checking.rules import PieceRule, Rules
from articles.checking.shapes import SHAPES, absurd_sizes, skipped_items
from articles.checking.story import Finding, Story
from articles.checking.sums import parts_and_total
from articles.checking.tables import wrong_tables
from articles.checking.words import WordList, promises_and_superlatives
from articles.models import Article
from articles.models.risky_word import RiskyWord

#: Those that look at one piece at a time.
OF_PIECES: list[PieceRule] = [("gap", gaps), ("order", skipped_items), ("size", absurd_sizes)]
OF_PIECES += [(shape.rule, shape) for shape in (*SHAPES, *misprints.SHAPES)]
#: The rules that need nothing but the story.
RULES = (
    missing,
    pictures_away,
    figures_differ,
    parts_and_total,
    wrong_tables,
    Rules(of_pieces=OF_PIECES, of_sentences=arithmetic.RULES),
    misplaced_dates,
    leftovers,
    misprints.half_pairs,
    names_differ,
    promises_and_superlatives,
)


class Checker:
    """The rules, with what they need to know of the site read once for many stories."""

    @cached_property
    def words(self) -> WordList:
        return WordList(RiskyWord.objects.all())

    @cached_property
    def hosts(self) -> set[str]:
        return our_hosts()

    def findings(self, story: Story) -> list[Finding]:
        """[Finding] of a Story. At most four queries: words and hosts (once), links, what is published."""
        findings = [finding for rule in RULES for finding in rule(story)]
        findings += self.words(story)
        findings += broken_links(story, lambda: self.hosts)
        findings += duplicates(story)
        return findings


def check(article: Article) -> list[Finding]:
    """[Finding] of an Article, saved or not. At most four queries."""
    return Checker().findings(Story.of(article))
