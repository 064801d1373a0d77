"""`manage.py import_wordpress STEP SOURCE`: a WordPress site moves in, a step at a time; see docs/moving.md."""

from moving.importing import ImportCommand
from moving.wordpress.look import WORDS


class Command(ImportCommand):
    help = (
        "把一个 WordPress 网站搬过来：先看（look），再对照（map）、试迁（dry-run）、迁入（run）、核对（verify）。"
        "旧站不需要在运行。说明见 docs/moving.md。"
    )
    program = "wordpress"
    source_help = "后台“工具 → 导出 → 所有内容”的文件：.xml、.xml.gz，几个文件放进一个 zip。"
    uploads_help = "上传目录 wp-content/uploads，或它的压缩包（zip、tgz）。"
    words = WORDS
