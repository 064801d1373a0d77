"""`manage.py import_zblog STEP SOURCE`: a Z-BlogPHP site moves in, a step at a time; see docs/moving.md."""

from moving.importing import ImportCommand
from moving.zblog.look import WORDS


class Command(ImportCommand):
    help = (
        "把一个 Z-BlogPHP 网站搬过来：先看（look），再对照（map）、试迁（dry-run）、迁入（run）、核对（verify）。"
        "旧站不需要在运行。说明见 docs/moving.md。"
    )
    program = "zblog"
    source_help = "旧站的数据库：SQLite 文件，或 mysqldump 备份（.sql、.sql.gz）。"
    uploads_help = "上传目录 zb_users/upload，或它的压缩包（zip、tgz）。"
    prefix_help = "表名前缀；不给则取文章最多的那个站。"
    words = WORDS
