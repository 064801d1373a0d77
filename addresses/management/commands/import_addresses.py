"""`manage.py import_addresses FILE.csv`: what the addresses of the site before this one are now; see docs/moving.md."""

import csv
import re

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from addresses.models import Kind, OldAddress, key_of, local_path
from addresses.pasting import our_hosts, parse_pasted
from articles.models import Article, Section, Tag
from images.models import Image
from zones.models import City, Zone

BATCH = 1000
MOST_ERRORS = 20
COLUMNS = ["old", "new"]
NUMBER = re.compile(r"[0-9]{1,18}")


class Command(BaseCommand):
    help = "导入旧地址对照表（CSV，列 old、new，UTF-8）。有一行读不懂就一行也不导入。格式见 docs/moving.md。"

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV 文件。")
        parser.add_argument("--host", default="", help="old 一列不写域名的行属于哪个域名；不给则对所有域名有效。")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入。")

    def handle(self, *args, file, host, dry_run, **options):
        self.hosts, self.default_host, self.errors, self.rows = our_hosts(), host.lower(), [], {}
        if self.default_host and self.default_host not in self.hosts:
            raise CommandError(f"{host} 不是本站的域名。")
        self.targets = Targets()
        try:
            with open(file, encoding="utf-8-sig", newline="") as lines:
                self._read(csv.DictReader(lines))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"读不了 {file}：{error}") from error
        self._refuse_chains()
        if self.errors:
            more = f"\n……共 {len(self.errors)} 处" if len(self.errors) > MOST_ERRORS else ""
            raise CommandError("\n".join(self.errors[:MOST_ERRORS]) + more)
        if not dry_run:
            self._write()
        gone = sum(row.target is None for _, row in self.rows.values())
        self.stdout.write(f"{'检查' if dry_run else '导入'} {len(self.rows)} 个旧地址，其中已下线 {gone} 个。")

    def _read(self, table):
        if [name.strip().lower() for name in table.fieldnames or []] != COLUMNS:
            raise CommandError("第一行应为 old,new。")
        table.fieldnames = COLUMNS
        for line in table:
            try:
                row = self._row(line["old"] or "", (line["new"] or "").strip())
            except ValidationError as error:
                self.errors.append(f"第 {table.line_num} 行：{error.messages[0]}")
                continue
            before, _ = self.rows.setdefault((row.host, row.kind, row.key), (table.line_num, row))
            if before != table.line_num:
                self.errors.append(f"第 {table.line_num} 行：与第 {before} 行是同一个旧地址。")

    def _row(self, old, new):
        host, kind, key = parse_pasted(old, self.hosts)
        return OldAddress(host=host or self.default_host, kind=kind, key=key, **self.targets.read(new))

    def _refuse_chains(self):
        """A path that leads on to another old address would be two hops, or a circle."""
        keys = {key for _, kind, key in self.rows if kind == Kind.PATH}
        keys |= set(OldAddress.objects.filter(kind=Kind.PATH).values_list("key", flat=True))
        ends = {key_of(path) for path in OldAddress.objects.exclude(path="").values_list("path", flat=True)}
        for number, row in self.rows.values():
            if (row.path and key_of(row.path) in keys) or (row.kind == Kind.PATH and row.key in ends):
                self.errors.append(f"第 {number} 行：{row} 与另一个旧地址首尾相接，请直接写最后的去向。")

    @transaction.atomic
    def _write(self):
        OldAddress.objects.bulk_create(
            [row for _, row in self.rows.values()],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["kind", "key", "host"],
            update_fields=OldAddress.TARGETS,
        )


class Targets:
    """Everything of ours that a line may name: ids and slugs, read once."""

    def __init__(self):
        self.numbers = {
            "article": set(Article.objects.values_list("pk", flat=True)),
            "image": set(Image.objects.values_list("pk", flat=True)),
        }
        self.slugs = {
            "city": dict(City.objects.values_list("slug", "pk")),
            "section": dict(Section.objects.values_list("slug", "pk")),
            "tag": dict(Tag.objects.values_list("slug", "pk")),
            "zone": {f"{city}/{slug}": pk for city, slug, pk in Zone.objects.values_list("city__slug", "slug", "pk")},
        }

    def read(self, text):
        """{field: value} of article:12, image:7, city:…, zone:city/zone, section:…, tag:…, a path, gone."""
        if text == "gone":
            return {}
        if text.startswith("/"):
            local_path(text)
            return {"path": text}
        kind, _, name = text.partition(":")
        if kind in self.numbers:
            pk = int(name) if NUMBER.fullmatch(name) and int(name) in self.numbers[kind] else None
        else:
            pk = self.slugs.get(kind, {}).get(name)
        if pk is None:
            raise ValidationError(f"没有这个去向：{text[:80]}")
        return {f"{kind}_id": pk}
