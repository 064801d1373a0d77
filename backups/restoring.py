"""Restoring a backup: into an empty database, or, if asked to, in place of what the database holds."""

import os
import shutil
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from articles.models import Article
from backups import archive, pictures, programs
from backups.programs import BackupError
from images import to_bucket
from images.files import BucketAway, in_bucket
from images.jobs import place
from images.models import Image
from leads import attachments, erased_numbers, erasure, spool
from leads.models import Enquiry
from plumbing import durable
from staff.models import User
from zones.models import City, Zone

#: A database in which one of these has a row is not empty.
MODELS_WITH_DATA = (Article, City, Zone, Enquiry, Image, User)
PRIVATE, PUBLIC = 0o600, 0o644
# Drops everything of ours in the schema; not the schema, which may be somebody else's, nor what extensions brought.
DROP_EVERYTHING = """
DO $$ DECLARE statement text; BEGIN
    -- Arrays, since a name looked up after its object has gone with another would be a number.
    FOREACH statement IN ARRAY coalesce((
        SELECT array_agg(format('DROP %s IF EXISTS %s CASCADE', CASE relkind WHEN 'v' THEN 'VIEW'
                                WHEN 'S' THEN 'SEQUENCE' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
                                oid::regclass))
        FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            -- What goes with another; a partitioned table depends on columns of its own as well.
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid
                            AND refobjid <> c.oid AND deptype IN ('e', 'i', 'a'))), '{}')
    LOOP EXECUTE statement; END LOOP;
    FOREACH statement IN ARRAY coalesce((
        SELECT array_agg(format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)) FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')), '{}')
    LOOP EXECUTE statement; END LOOP;
    FOREACH statement IN ARRAY coalesce((
        SELECT array_agg(format('DROP TYPE IF EXISTS %s CASCADE', oid::regtype)) FROM pg_type t
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd') AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e')), '{}')
    LOOP EXECUTE statement; END LOOP;
END $$;
"""


def restore(path: Path, *, overwrite: bool = False) -> dict[str, int]:
    """Make database and files what the backup at `path` holds, migrated to this release.

    Returns {what: how many}. Files that are not in the backup stay: above all the spool's, which nobody has taken in
    yet. People who were erased since are erased again. Raises BackupError, with the database as it was.

    Killed or out of room half-way, it is simply done again: until it is finished a marker names the backup.
    """
    manifest = archive.verify(path)
    refuse_newer(manifest)
    identity, before = f"{path.name}（{manifest['made_at']}）", unfinished()
    if not overwrite and before not in {None, identity}:
        raise BackupError(f"上次从 {before} 恢复没有做完：请再恢复那一份，或者加 --yes 改用这一份。")
    if not overwrite and before is None and holds_data():
        raise BackupError("数据库里已有内容，没有恢复。确实要用备份代替现有内容，请加 --yes。")
    for left_behind in settings.VAR_DIR.glob(".restoring-*"):  # of earlier releases, which put the dump there
        shutil.rmtree(left_behind, ignore_errors=True)
    try:
        counts = _replace(path, manifest, identity)
        erased_numbers.spread(path.parent)
        counts["erased"] = erasure.erase_again(erased_numbers.read())
        lost = _lost_pictures(manifest)
        _marker().unlink()
    except BucketAway as error:
        raise BackupError(f"没有恢复完，存放图片的存储桶用不了：{error.strerror}。连上后再运行一次。") from error
    except OSError as error:
        raise BackupError(f"没有恢复完，文件写不进去：{error.strerror}。腾出空间后再运行一次。") from error
    rows = {str(model._meta.verbose_name): model._default_manager.count() for model in MODELS_WITH_DATA}
    return rows | {
        "上传文件": counts["media"],
        **lost,
        "私密附件": counts["private"],
        "暂存询盘": counts["spool"],
        "再次清除的线索": counts["erased"],
    }


def _lost_pictures(manifest: dict) -> dict[str, int]:
    """{what: how many} of those that are not where pictures lie now, if a bucket plays a part: it is in no backup."""
    if not in_bucket() and "bucket" not in manifest:
        return {}
    return {"找不到文件的图片": len(pictures.missing(dict(Image.objects.values_list("file", "size"))))}


def unfinished() -> str | None:
    """Which backup a restore has begun with and not finished; None if there is none."""
    try:
        return _marker().read_text(encoding="utf-8")
    except OSError:
        return None


def _marker() -> Path:
    return settings.VAR_DIR / "restoring"


def _replace(path: Path, manifest: dict, identity: str) -> dict[str, int]:
    """Files, database, then what must not be there before it; {first part of the name: how many}.

    From the first change of the database the marker stands, with the backup's `identity`.
    """
    files = {"media": (Path(settings.MEDIA_ROOT), PUBLIC), "private": (attachments.directory(), PRIVATE)}
    counts = archive.extract(path, files)
    with archive.unnamed_copy(path, archive.DATABASE) as dump:
        connection.close()
        is_first = unfinished() is None
        durable.write(_marker(), identity.encode(), mode=0o600)
        try:
            programs.load(dump, DROP_EVERYTHING, manifest.get("postgres", 0))
        except BackupError:
            if is_first:
                _marker().unlink()  # the database is as it was before
            raise
    call_command("migrate", interactive=False, verbosity=0)
    _outdate_caches()
    if in_bucket() and counts["media"]:
        to_bucket.copy(Path(settings.MEDIA_ROOT))  # of a backup from before there was one
    for image in Image.objects.filter(offline_since__isnull=False).values_list("pk", flat=True):
        place(image)  # what came back online after the backup was made lies in public
    # Last, so that a worker that runs after all takes the spool into the restored tables.
    last = {"spool": (spool.directory(), PRIVATE)}
    if not os.environ.get("SECRET_KEY"):
        last[archive.KEY] = (settings.VAR_DIR / archive.KEY, PRIVATE)
    return counts | archive.extract(path, last)


def refuse_newer(manifest: dict) -> None:
    """Raises BackupError for a backup with migrations of our apps that this release does not know."""
    known = {".".join(name) for name in MigrationLoader(None).disk_migrations}
    labels = {app.label for app in apps.get_app_configs()}
    if any(name.partition(".")[0] in labels and name not in known for name in manifest["migrations"]):
        raise BackupError(f"这份备份来自更新的版本（{manifest['release']}），请先把程序升级到那个版本再恢复。")


def holds_data() -> bool:
    """Whether the database holds anything that somebody would miss."""
    tables = set(connection.introspection.table_names())
    return any(model._meta.db_table in tables and model._default_manager.exists() for model in MODELS_WITH_DATA)


def _outdate_caches() -> None:
    """Content versions go beyond all that were ever given out: an old number given out again would name other pages."""
    # By its table: the model stands in `parkinfo`, above this app.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE parkinfo_contentversion SET version = version + %s", [int(time.time())])
