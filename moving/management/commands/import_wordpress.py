"""`manage.py import_wordpress STEP SOURCE`: a WordPress site moves in, a step at a time; see docs/moving.md."""

from moving.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "把一个 WordPress 网站搬过来：先看（look），再对照（map）、试迁（dry-run）、迁入（run）、核对（verify）。"
        "旧站不需要在运行。说明见 docs/moving.md。"
    )
    program = "wordpress"
