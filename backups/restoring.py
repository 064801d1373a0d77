"""Restoring a backup: into an empty database, or, if asked to, in place of what the database holds."""

import os
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from articles.models import Article
from backups import archive, programs
from backups.programs import BackupError
from images.models import Image
from leads import attachments, spool
from leads.models import Enquiry
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
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid
                            AND deptype IN ('e', 'i', 'a'))), '{}')
    LOOP EXECUTE statement; END LOOP;
    FOREACH statement IN ARRAY coalesce((
        SELECT array_agg(format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)) FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')), '{}')
    LOOP EXECUTE statement; END LOOP;
END $$;
"""


def restore(path: Path, *, overwrite: bool = False) -> dict[str, int]:
    """Make database and files what the backup at `path` holds, migrated to this release.

    Returns {what: how many}. Files that are not in the backup stay: above all the spool's, which nobody has taken in
    yet. Raises BackupError, with the database as it was.
    """
    manifest = archive.verify(path)
    refuse_newer(manifest)
    if not overwrite and holds_data():
        raise BackupError("数据库里已有内容，没有恢复。确实要用备份代替现有内容，请加 --yes。")
    try:
        files = {"media": (Path(settings.MEDIA_ROOT), PUBLIC), "private": (attachments.directory(), PRIVATE)}
        counts = archive.extract(path, files)
        with archive.unnamed_copy(path, archive.DATABASE) as dump:
            connection.close()
            programs.load(dump, DROP_EVERYTHING, manifest.get("postgres", 0))
        call_command("migrate", interactive=False, verbosity=0)
        _outdate_caches()
        # Last, so that a worker that runs after all takes the spool into the restored tables.
        last = {"spool": (spool.directory(), PRIVATE)}
        if not os.environ.get("SECRET_KEY"):
            last[archive.KEY] = (settings.VAR_DIR / archive.KEY, PRIVATE)
        counts |= archive.extract(path, last)
    except OSError as error:
        raise BackupError(f"没有恢复完，文件写不进去：{error.strerror}。腾出空间后再运行一次。") from error
    rows = {str(model._meta.verbose_name): model._default_manager.count() for model in MODELS_WITH_DATA}
    return rows | {"上传文件": counts["media"], "私密附件": counts["private"], "暂存询盘": counts["spool"]}


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
