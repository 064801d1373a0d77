"""`manage.py import_articles STEP SOURCE`: articles of a table move in, a step at a time; see docs/moving.md."""

from moving.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "把表格（CSV、Excel）里的文章搬过来：先看（look），再对照（map）、试迁（dry-run）、迁入（run）、核对（verify）。"
        "一行一篇，第一行是列名。说明见 docs/moving.md。"
    )
    program = "articles"
