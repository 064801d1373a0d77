"""Why a story or a list of an old site is not public here: by a decision, for want of its text, or by nobody's wish."""

import re
from functools import cached_property

from articles.models import Article
from moving.address_book import keys_of
from moving.choices import in_words
from moving.decisions import Decisions
from moving.models import MovedStory, OldSite, Outcome, Sort
from moving.source import NameKind, Source, Visibility
from moving.stories import is_edited

#: Codes of moving.faults for a link that leads there.
DECIDED, WAITING, DEAD, BROKEN = "decided_link", "waiting_link", "dead_link", "link"
_ARTICLE = re.compile(r"/news/([0-9]{1,18})/")
#: By what notes a public story became a draft that an editor completes.
_LACKS = {"title_empty": "没有标题，迁成草稿，等编辑补", "body_empty": "没有正文，迁成草稿，等编辑补"}


class Unpublished:
    """The reasons of one site, each looked up once."""

    def __init__(self, site: OldSite, source: Source, decisions: Decisions) -> None:
        self.site, self.source, self.decisions = site, source, decisions
        self._known: dict[str, tuple[str, str]] = {}

    def of_path(self, path: str) -> tuple[str, str]:
        """(code, why, in words) of a path that opens no page; the words are empty where nothing is known of it."""
        if path not in self._known:
            self._known[path] = self._of_article(path) or self._of_keys(path)
        return self._known[path]

    def of_story(self, moved: MovedStory) -> tuple[str, str]:
        """The same of a story whose article is not public."""
        article = moved.article
        if article is None:
            return BROKEN, "没有迁入" if moved.outcome == Outcome.REFUSED else "在本站删掉了"
        return self._of_draft(moved, article) or self._of_withdrawn(moved, article) or (BROKEN, article.state.label)

    def _of_article(self, path: str) -> tuple[str, str] | None:
        match = _ARTICLE.fullmatch(path)
        if match is None:
            return None
        there = MovedStory.objects.filter(site=self.site, reserved_id=int(match[1])).select_related("article")
        moved = there.first()
        if moved is None:
            return BROKEN, ""
        code, why = self.of_story(moved)
        return code, f"{_called(moved)}：{why}"

    def _of_draft(self, moved: MovedStory, article: Article) -> tuple[str, str] | None:
        """Of one that visitors have never read here; an editor may be at it."""
        if article.was_public:
            return None
        codes = {code for code, _ in moved.notes}
        if article.status == Article.Status.PUBLISHED and "future" in codes:
            return DECIDED, in_words("future", "scheduled")
        if why := next((_LACKS[code] for code in _LACKS if code in codes), ""):
            return WAITING, why
        is_for_date = "undated" in codes and self.decisions.choices["undated"] == "draft"
        return (DECIDED, in_words("undated", "draft")) if is_for_date else None

    def _of_withdrawn(self, moved: MovedStory, article: Article) -> tuple[str, str] | None:
        """Of one that a run has withdrawn; what somebody has done here since is no decision of the map."""
        if article.status != Article.Status.WITHDRAWN or is_edited(article, moved):
            return None
        if moved.outcome == Outcome.GONE:
            return DECIDED, in_words("gone", "withdraw")
        if why := next((_LACKS[code] for code, _ in moved.notes if code in _LACKS), ""):
            return WAITING, why
        return (DEAD, "旧站后来不公开了") if moved.old_id in self._hidden else None

    def _of_keys(self, path: str) -> tuple[str, str]:
        return next((self._left_out[key] for key in keys_of(path) if key in self._left_out), (DEAD, ""))

    @cached_property
    def _hidden(self) -> set[str]:
        """The ids of the stories that are not public there."""
        return {story.id for story in self.source.stories() if story.visibility != Visibility.PUBLIC}

    @cached_property
    def _left_out(self) -> dict[str, tuple[str, str]]:
        """{key of an old address: what of it} of the stories and lists that were left out and opened there."""
        found = dict[str, tuple[str, str]]()
        for moved in MovedStory.objects.filter(site=self.site, outcome=Outcome.LEFT_OUT).exclude(rows=[]):
            of = next((detail for code, detail in moved.notes if code == "left_out"), "")
            why = f"{_called(moved)}：{f'对照里“{of}”' if of else '按对照'}不迁入"
            for key in moved.addresses:
                found.setdefault(key, (DECIDED, why))
        for name in self.source.names():
            row = self.decisions.get(Sort(name.kind.value), name.id)
            if row and row.leaves_out and name.kind != NameKind.AUTHOR:
                why = f"{Sort(name.kind.value).label}“{name.name[:80]}”：按对照不迁入"
                for address in name.addresses:
                    found.setdefault(keys_of(address)[0], (DECIDED, why))
        return found


def _called(moved: MovedStory) -> str:
    return f"{moved.named}《{moved.title[:80] or '（没有标题）'}》"
