"""Writes an export of a small WordPress site the way WordPress does (wp-admin/includes/export.php)."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

HOST = "https://shi.example"
NAMESPACES = {
    "excerpt": "http://wordpress.org/export/{}/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/{}/",
}


def cdata(text):
    """As wxr_cdata() does."""
    return f"<![CDATA[{str(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


class Export:
    """Posts, pages, attachments and terms, written by `xml()`."""

    def __init__(self, version="1.2", host=HOST):
        self.version, self.host = version, host
        self.head, self.items = [], []
        self.author("admin", "管理员")

    def author(self, login, name, number=1):
        self.head.append(
            f"<wp:author><wp:author_id>{number}</wp:author_id><wp:author_login>{cdata(login)}</wp:author_login>"
            f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>"
        )

    def category(self, slug, name, number=1, parent=""):
        self.head.append(
            f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{cdata(slug)}</wp:category_nicename>"
            f"<wp:category_parent>{cdata(parent)}</wp:category_parent><wp:cat_name>{cdata(name)}</wp:cat_name>"
            "</wp:category>"
        )

    def tag(self, slug, name, number=50):
        self.head.append(
            f"<wp:tag><wp:term_id>{number}</wp:term_id><wp:tag_slug>{cdata(slug)}</wp:tag_slug>"
            f"<wp:tag_name>{cdata(name)}</wp:tag_name></wp:tag>"
        )

    def post(self, number, body="正文。", terms=(), metas=None, comments=0, **fields):
        """Terms are (taxonomy, slug, name); metas {key: value}; any field by its name without namespace."""
        local = datetime(2020, 1, 1, 9, tzinfo=UTC).replace(tzinfo=None) + timedelta(days=number)
        link = f"{self.host}/{local:%Y/%m}/p{number}/"
        given = {
            **{"title": f"旧文章 {number}", "link": link, "creator": "admin", "excerpt": "", "post_name": f"p{number}"},
            **{"post_date": f"{local}", "post_date_gmt": f"{local - timedelta(hours=8)}", "status": "publish"},
            **{"post_modified_gmt": f"{local}", "post_type": "post", "post_password": "", "is_sticky": 0},
            **fields,
        }
        parts = [f"<title>{cdata(given.pop('title'))}</title>", f"<link>{escape(given.pop('link'))}</link>"]
        parts.append(f"<dc:creator>{cdata(given.pop('creator'))}</dc:creator><description></description>")
        parts.append(f"<content:encoded>{cdata(body)}</content:encoded>")
        parts.append(f"<excerpt:encoded>{cdata(given.pop('excerpt'))}</excerpt:encoded>")
        parts.append(f"<wp:post_id>{number}</wp:post_id>")
        parts += [f"<wp:{name}>{cdata(value)}</wp:{name}>" for name, value in given.items()]
        parts += [f'<category domain="{kind}" nicename="{slug}">{cdata(name)}</category>' for kind, slug, name in terms]
        for key, value in (metas or {}).items():
            parts.append(f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key>")
            parts.append(f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>")
        comment = f"<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>{cdata('好')}</wp:comment_content>"
        parts.append((comment + "</wp:comment>") * comments)
        self.items.append("<item>" + "".join(parts) + "</item>")

    def picture(self, number, file):
        self.post(
            number, "", post_type="attachment", status="inherit", title=file, metas={"_wp_attached_file": file},
            attachment_url=f"{self.host}/wp-content/uploads/{file}",
        )  # fmt: skip

    def xml(self, before=""):
        names = " ".join(f'xmlns:{name}="{url.format(self.version)}"' for name, url in NAMESPACES.items())
        return (
            f'<?xml version="1.0" encoding="UTF-8" ?>\n{before}<rss version="2.0" {names}><channel>'
            f"<title>示例旧站</title><link>{self.host}</link><generator>https://wordpress.org/?v=6.4</generator>"
            f"<wp:wxr_version>{self.version}</wp:wxr_version><wp:base_blog_url>{self.host}</wp:base_blog_url>"
            f"{''.join(self.head)}{''.join(self.items)}</channel></rss>"
        ).encode()

    def write(self, path):
        path.write_bytes(self.xml())
        return path
