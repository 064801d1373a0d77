"""Categories and tags of an old site here: the tags that its stories need, and where its lists lead."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from addresses import folders
from addresses.models import OldAddress
from articles.models import Tag
from moving.address_book import AddressBook, key_of
from moving.decisions import Decisions, Usage
from moving.models import MovedStory, NameDecision, Run, Sort
from moving.old_rows import Key, OldRows, in_words, out_of_words, said
from moving.source import Name, NameKind, Source


def make_tags(decisions: Decisions, usage: Usage, run: Run) -> None:
    """Make those tags of the stories that are not here yet, so that links may lead to them."""
    names = {}
    for sort, old_id, _, count in usage.rows():
        row = decisions.get(sort, old_id)
        if row and row.tag and not row.leaves_out and count:
            names.setdefault(row.tag.casefold(), row.tag)
    known = {name.casefold() for name in Tag.objects.values_list("name", flat=True)}
    with transaction.atomic():
        made = [Tag.objects.create(name=name).pk for folded, name in names.items() if folded not in known]
        if made:
            run.tags = [*run.tags, *made]
            run.save(update_fields=["tags"])


def lead_names(source: Source, decisions: Decisions, book: AddressBook) -> None:
    """Have links to the old lists, and to the home page of a site in a folder, lead to ours."""
    tags = tags_by_name()
    if folder := folder_of(source):
        book.add([f"path:{folder}"], "/")
    for name in source.names():
        row = decisions.get(Sort(name.kind.value), name.id)
        if row and (path := path_of(name, row, tags)):
            book.add(_keys(name), path)


def folder_of(source: Source) -> str:
    """The folder of its host in which the old site lived, in small letters: /blog; empty for none."""
    return urlsplit(source.base_url).path.rstrip("/").lower()


def keep_addresses(source: Source, decisions: Decisions, rows: OldRows, run: Run) -> None:
    """Have the addresses of the old lists lead to ours, or be gone with what was left out."""
    tags, before = tags_by_name(), _led_to(Run.objects.filter(site=run.site_id, undone_at=None))
    if folder := folder_of(source):
        made, _ = rows.keep([("path", f"{folder}{folders.ENDING}")], path="/")
        run.rows = sorted({*run.rows, *made})
        run.save(update_fields=["rows"])
    for name in source.names():
        row = decisions.get(Sort(name.kind.value), name.id)
        keys = _table_keys(_keys(name))
        if row is None or name.kind == NameKind.AUTHOR or not keys:
            continue
        if not (target := target_of(name, row, tags)) and not row.leaves_out:
            continue
        with transaction.atomic():
            # What another decision led elsewhere follows this one; what a person has said since stands.
            made, _ = rows.keep(keys, lambda there: before.get(str(there.pk)) == said(there), **target)
            targets = {**run.targets, **dict.fromkeys(map(str, made), in_words(target))}
            if targets != run.targets or not set(made) <= set(run.rows):
                run.rows, run.targets = sorted({*run.rows, *made}), targets
                run.save(update_fields=["rows", "targets"])


@transaction.atomic
def take_back(run: Run) -> None:
    """Take the addresses of lists and the tags away that no standing run has, with those of runs taken back before.

    All of them stay where a story stays though its run was taken back: it may link to them.
    """
    of_site = Run.objects.filter(site=run.site_id)
    ended = of_site.filter(Q(pk=run.pk) | Q(undone_at__isnull=False))
    if MovedStory.objects.filter(run__in=ended, article__isnull=False).exists():
        return
    standing = of_site.exclude(pk__in=ended.values("pk"))
    OldRows(run.site).release(_ids(ended, "rows") - _ids(standing, "rows"))
    _lead_back(run, _led_to(standing))
    unused = Tag.objects.filter(pk__in=_ids(ended, "tags"), tagged_articles=None)
    unused.exclude(pk__in=OldAddress.objects.filter(tag__isnull=False).values("tag")).delete()


def _led_to(runs: QuerySet[Run]) -> dict[str, str]:
    """{id of a row: what the last of the runs led it to}."""
    targets = dict[str, str]()
    for each in runs.order_by("pk").values_list("targets", flat=True):
        targets |= each
    return targets


def _lead_back(run: Run, before: dict[str, str]) -> None:
    """Have rows that the run has led elsewhere lead where the runs before it had them lead."""
    changed = {int(pk): target for pk, target in run.targets.items() if before.get(pk, target) != target}
    for row in OldAddress.objects.filter(pk__in=changed):
        if said(row) == changed[row.pk]:
            OldRows(run.site).turn([row.pk], out_of_words(before[str(row.pk)]))


def _ids(runs: QuerySet[Run], name: str) -> set[int]:
    return {pk for ids in runs.values_list(name, flat=True) for pk in ids}


def tags_by_name() -> dict[str, Tag]:
    """{folded name: tag}."""
    return {tag.name.casefold(): tag for tag in Tag.objects.only("name", "slug")}


def target_of(name: Name, row: NameDecision, tags: dict[str, Tag]) -> dict[str, int]:
    """What the rows of its addresses lead to, a field of OldAddress and its value; nothing for one that is gone."""
    if row.leaves_out:
        return {}
    if name.kind == NameKind.CATEGORY:
        return {"zone_id": row.zone_id} if row.zone_id else {"section_id": row.section_id or 0}
    tag = tags.get(row.tag.casefold())
    return {"tag_id": tag.pk} if tag else {}


def path_of(name: Name, row: NameDecision, tags: dict[str, Tag]) -> str:
    """The path of ours to which links to its list lead; empty for none."""
    if row.leaves_out:
        return ""
    if name.kind == NameKind.CATEGORY:
        place = row.zone or row.section
        return place.get_absolute_url() if place else ""
    if name.kind == NameKind.AUTHOR:
        return reverse("articles:latest")
    tag = tags.get(row.tag.casefold())
    return tag.get_absolute_url() if tag else reverse("articles:tags")


def _keys(name: Name) -> list[str]:
    return list(dict.fromkeys(key_of(address, name.id) for address in name.addresses))


def _table_keys(keys: Iterable[str]) -> list[Key]:
    parted = (key.partition(":") for key in keys if not key.startswith("?"))
    return [(kind, key) for kind, _, key in parted]
