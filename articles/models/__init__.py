"""The news: articles with their sections, tags, revisions, counts and search index."""

from articles.models.archive_day import ArchiveDay
from articles.models.article import Article
from articles.models.article_revision import ArticleRevision
from articles.models.article_search import ArticleSearch, ArticleSearchQueue
from articles.models.remote_picture import RemotePicture
from articles.models.risky_word import RiskyWord
from articles.models.section import Section
from articles.models.synonym import Synonym
from articles.models.tag import Tag, TaggedArticle
from articles.models.taps import DailyTaps, TapHit
from articles.models.views import ArticleDailyViews, ArticleViews, ViewHit
from articles.models.visitor_salt import VisitorSalt

__all__ = [
    "ArchiveDay",
    "Article",
    "ArticleDailyViews",
    "ArticleRevision",
    "ArticleSearch",
    "ArticleSearchQueue",
    "ArticleViews",
    "DailyTaps",
    "RemotePicture",
    "RiskyWord",
    "Section",
    "Synonym",
    "Tag",
    "TaggedArticle",
    "TapHit",
    "ViewHit",
    "VisitorSalt",
]
