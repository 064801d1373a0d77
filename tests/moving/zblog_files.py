"""Writes a small Z-BlogPHP site the way its own programs do: as a SQLite file, or as what mysqldump makes of it."""

import gzip
import sqlite3

#: Each table's columns, those that older releases lack last.
COLUMNS = {
    "post": "ID CateID AuthorID Tag Status Type Alias IsTop IsLock Title Intro Content PostTime CommNums ViewNums "
    "Template Meta CreateTime UpdateTime",
    "category": "ID Name Order Type Count Alias Intro RootID ParentID Meta",
    "tag": "ID Name Order Type Count Alias Intro Meta",
    "member": "ID Level Status Name Alias Email Password Meta",
    "upload": "ID AuthorID Size Name SourceName MimeType PostTime Meta",
    "module": "ID Name FileName Content Meta",
    "comment": "ID LogID Name Content Email IP Meta",
    "config": "ID Name Key Value",
}
BEGINNINGS = {"post": "log_", "category": "cate_", "tag": "tag_", "member": "mem_", "upload": "ul_", "config": "conf_",
              "module": "mod_", "comment": "comm_"}  # fmt: skip
TEXTS = {
    "Tag",
    "Alias",
    "Title",
    "Intro",
    "Content",
    "Template",
    "Meta",
    "Name",
    "Email",
    "Password",
    "Key",
    "Value",
    "IP",
    "FileName",
}
ESCAPES = {"\0": "\\0", "\n": "\\n", "\r": "\\r", "\\": "\\\\", "'": "\\'", '"': '\\"', "\x1a": "\\Z"}
SETTINGS = {
    "ZC_BLOG_NAME": "东山产业园区招商网",
    "ZC_BLOG_HOST": "|".join("http://dongshan.example.com/") + "|",
    "ZC_TIME_ZONE_NAME": "Asia/Shanghai",
    "ZC_STATIC_MODE": "REWRITE",
    "ZC_ARTICLE_REGEX": "{%host%}post/{%alias%}.html",
    "ZC_PAGE_REGEX": "{%host%}{%alias%}.html",
    "ZC_CATEGORY_REGEX": "{%host%}category-{%alias%}_{%page%}.html",
    "ZC_TAGS_REGEX": "{%host%}tags-{%alias%}_{%page%}.html",
    "ZC_AUTHOR_REGEX": "{%host%}author-{%id%}_{%page%}.html",
    "ZC_BLOG_VERSION": "1.7.5 Build 173540",
}


def serialized(value):
    """As PHP's serialize() writes a text, a number or a dict of them."""
    if isinstance(value, dict):
        inside = "".join(serialized(key) + serialized(each) for key, each in value.items())
        return f"a:{len(value)}:{{{inside}}}"
    return f"i:{value};" if isinstance(value, int) else f's:{len(value.encode())}:"{value}";'


class OldSite:
    """Rows by table; what is not given is empty."""

    def __init__(self, prefix="zbp_", **settings):
        self.prefix = prefix
        self.rows = {table: [] for table in COLUMNS}
        for key, value in {**SETTINGS, **settings}.items():
            self.add("config", Name="system", Key=key, Value=serialized(value))
        self.add("member", Name="admin")

    def add(self, table, **values):
        """A row, with the next number unless one is given; its number."""
        values.setdefault(
            "ID", max((row["ID"] for row in self.rows[table] if isinstance(row["ID"], int)), default=0) + 1
        )
        self.rows[table].append({name: values.get(name, "" if name in TEXTS else 0) for name in self.columns(table)})
        return values["ID"]

    @staticmethod
    def columns(table):
        return COLUMNS[table].split()

    def post(self, title="标题", content="<p>正文</p>", **values):
        """A public article of the admin's."""
        values = {"PostTime": 1_700_000_000, "AuthorID": 1, **values}
        return self.add("post", Title=title, Content=content, **values)

    def sqlite(self, path):
        """The site in a SQLite file."""
        connection = sqlite3.connect(path)
        for table, rows in self.rows.items():
            names = [f'"{BEGINNINGS[table]}{name}"' for name in self.columns(table)]
            connection.execute(
                f"CREATE TABLE {self.prefix}{table} ({names[0]} INTEGER PRIMARY KEY, {', '.join(names[1:])})"
            )
            marks = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {self.prefix}{table} VALUES ({marks})", [[*row.values()] for row in rows]
            )
        connection.commit()
        connection.close()
        return path

    def dump(self, path, named=False, one_each=False, encode=str.encode):
        """The site as a dump: with or without lists of columns, one INSERT a table or one a row; `encode` says what
        became of its texts on the way."""
        data = b"-- MariaDB dump 10.19\n/*!40101 SET NAMES utf8mb4 */;\n" + b"".join(
            self._table(table, rows, named, one_each, encode) for table, rows in self.rows.items()
        )
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        return path

    def _table(self, table, rows, named, one_each, encode):
        names = [f"`{BEGINNINGS[table]}{name}`" for name in self.columns(table)]
        full = f"`{self.prefix}{table}`"
        create = ",\n".join(f"  {name} longtext NOT NULL DEFAULT ','" for name in names)
        head = f"INSERT INTO {full}{' (' + ', '.join(names) + ')' if named else ''} VALUES ".encode()
        lines = [b"(" + b",".join(literal(value, encode) for value in row.values()) + b")" for row in rows]
        statements = [[line] for line in lines] if one_each else [lines] if lines else []
        return (
            f"DROP TABLE IF EXISTS {full};\nCREATE TABLE {full} (\n{create},\n  PRIMARY KEY ({names[0]}),\n"
            f"  KEY `a key` ({names[0]},{names[1]})\n) ENGINE=MyISAM COMMENT='it''s; here';\n"
            f"LOCK TABLES {full} WRITE;\n"
        ).encode() + b"".join(head + b",\n".join(each) + b";\n" for each in statements)


def literal(value, encode=str.encode):
    """A value as mysqldump writes it."""
    if value is None:
        return b"NULL"
    if isinstance(value, int):
        return str(value).encode()
    if isinstance(value, bytes):
        return b"'" + b"".join(ESCAPES.get(chr(byte), chr(byte)).encode("latin1") for byte in value) + b"'"
    return b"'" + encode("".join(ESCAPES.get(character, character) for character in value)) + b"'"


def a_small_site():
    """A site with two categories, two tags and some posts."""
    site = OldSite()
    site.add("category", Name="园区 &amp; 新闻", Alias="news")
    site.add("category", Name="签约", ParentID=1)
    site.add("tag", Name="R&amp;D", Count=99)
    site.add("tag", Name="新能源", Alias="xny")
    site.post(
        "招商 &amp;amp; 引资 &#x1F389;",
        '<p>第一段</p><!--more--><p><img src="{#ZC_BLOG_HOST#}zb_users/upload/a.jpg"/></p>',
        Intro="<p>摘要 &amp; 说明</p>",
        CateID=2,
        Tag="{1}{2}",
        ViewNums=7,
        IsTop=8,
        Meta=serialized({"proimg": "{#ZC_BLOG_HOST#}zb_users/upload/c.jpg", "singletitle": "SEO", "n": 3}),
    )
    site.post("草稿", Status=1)
    site.post("关于我们", Type=1, Alias="about")
    return site
