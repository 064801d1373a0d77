"""An old site in a folder of its host (/blog/): what every site has leads on there, too; nothing else does."""

from datetime import UTC, datetime

import pytest

from addresses.models import MissingAddress, OldAddress
from tests import builders
from tests.addresses.conftest import HOST, ask, leads_to


@pytest.fixture
def story(city):
    """One of the site in the folder, whose row says so, and one of another old site at the root of the host."""
    made = builders.article(city=city, published_at=datetime(2019, 5, 12, 4, tzinfo=UTC))
    OldAddress.objects.create(host=HOST, kind="path", key="/blog/*", path="/")
    OldAddress.objects.create(host=HOST, kind="path", key="/blog/2019/05/park-opens", article=made)
    OldAddress.objects.create(host=HOST, kind="path", key="/blog?p=7", article=made)
    OldAddress.objects.create(host=HOST, kind="path", key="/blog?cate=4", path="/tags/")
    OldAddress.objects.create(host=HOST, kind="post", key="12", article=builders.article(city=city))
    OldAddress.objects.create(host=HOST, kind="upload", key="2019/A.pdf", path="/media/documents/a/A.pdf")
    OldAddress.objects.create(
        host=HOST, kind="path", key="/wp-content/uploads/2019/b.pdf", path="/media/documents/b/b.pdf"
    )
    return made


@pytest.mark.parametrize(
    ("address", "path"),
    [
        *[(each, "/") for each in ("/blog/", "/blog", "/Blog/", "/blog/index.php", "/blog/?utm=a", "/blog/?p=9")],
        *[(each, "/feed.xml") for each in ("/blog/feed/", "/blog/rss.xml", "/blog/feed.php", "/blog/?feed=rss2")],
        *[(each, "/news/archive/2019/5/") for each in ("/blog/2019/05/", "/blog/2019/05/page/2/", "/blog/?m=201905")],
        *[(each, "/news/archive/2019/5/") for each in ("/blog/date-2019-5.html", "/blog/?date=2019-5")],
        ("/blog/index.php/2019/05/12/", "/news/archive/2019/5/12/"),
        ("/blog/2019/", "/news/archive/"),
        *[(each, "/news/") for each in ("/blog/author/zhang/", "/blog/author-2.html", "/blog/?author=1")],
        *[(each, "/news/") for each in ("/blog/page/2/", "/blog/page_3.html", "/blog/?paged=2")],
        *[(each, "/search/?q=A+B") for each in ("/blog/?s=A+B", "/blog/search.php?q=A+B")],
        ("/blog/zb_users/upload/2019/A.pdf", "/media/documents/a/A.pdf"),
        ("/blog/wp-content/uploads/2019/b.pdf", "/media/documents/b/b.pdf"),
        ("/blog/?cate=4&page=2", "/tags/"),
    ],
)  # fmt: skip
def test_what_every_site_has_leads_on(client, story, address, path):
    assert leads_to(ask(client, address), f"http://{HOST}{path}")
    assert not MissingAddress.objects.exists()


@pytest.mark.parametrize("address", ["/blog/2019/05/park-opens/", "/blog/2019/05/park-opens/amp/", "/blog/?p=7"])
def test_a_row_of_its_own_comes_first(client, story, address):
    assert leads_to(ask(client, address), f"http://{HOST}{story.get_absolute_url()}")


@pytest.mark.parametrize("address", ["/blog/post/12.html", "/blog/12/", "/blog/nothing/", "/blog/a/b/c/", "/blog/*"])
def test_another_old_sites_stories_are_not_found_in_the_folder(client, story, address):
    assert ask(client, address).status_code == 404
    [missing] = MissingAddress.objects.all()
    assert str(missing) == f"{HOST}{address.rstrip('/')}"


@pytest.mark.parametrize("address", ["/other/feed/", "/other/2019/05/", "/other/?s=x", "/x/y/feed/"])
def test_a_folder_that_no_row_names_is_none(client, story, address):
    assert ask(client, address).status_code == 404
