"""Articles with nothing to say about, for the checker's tests to put one thing wrong."""

from articles.checking.checker import check
from tests import builders

TEXT = (
    "示例园区与示例公司签署协议，双方在厂房租赁、设备进场、人员招聘等方面开展合作，"
    "项目分两期建设，建成后面向全市企业提供检测服务。"
)
WHOLE = {"source_name": "示例日报", "summary": "示例摘要，说清一件事。"}


def rules(article):
    return [finding.rule for finding in check(article)]


def sound(city, **fields):
    """A published article with nothing to say about."""
    return builders.article(**{"city": city, "body": f"<p>{TEXT}</p>", **WHOLE, **fields})
