"""The database: whether it answers, what it is, what it logs, its clock, migrations and the search index."""

import time

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.template.defaultfilters import filesizeformat

from articles.models import Article, ArticleSearchQueue
from parkinfo.checks import OLDEST_POSTGRESQL
from parkinfo.conditions.condition import Condition
from plumbing.postgres import QUIET_LOGS

#: Two clocks of which one is wrong: what is due and what has expired is the database's word, deadlines are ours.
CLOCKS_APART_SECONDS = 5


def server() -> Condition:
    """Raises the database's errors where it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
            " pg_database_size(current_database()), current_setting('transaction_read_only'),"
            " current_setting('server_encoding')"
        )
        version, number, size, is_read_only, encoding = cursor.fetchone()
    text = f"PostgreSQL {version}，{filesizeformat(size)}"
    if number < OLDEST_POSTGRESQL * 10_000:
        return Condition("数据库", text, True, advice=f"要 PostgreSQL {OLDEST_POSTGRESQL} 或更新的版本。")
    if is_read_only == "on":
        return Condition("数据库", f"{text}，只读", True, advice="DATABASE_URL 指的多半是副本，或者磁盘满过。")
    if encoding != "UTF8":
        return Condition("数据库", f"{text}，编码是 {encoding}", True, advice="数据库要用 UTF8 编码建。")
    return Condition("数据库", text)


def quiet_logs() -> Condition:
    """Whether the server writes what people typed, phone numbers above all, into its own log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [list(QUIET_LOGS)])
        loud = [f"{name}={setting}" for name, setting in cursor.fetchall() if setting != QUIET_LOGS[name]]
    advice = "按 docs/deploy.md 的“PostgreSQL of your own”改 postgresql.conf，重新加载。" if loud else ""
    text = f"会写下手机号：{'，'.join(loud)}" if loud else "不写语句和参数"
    return Condition("数据库日志", text, bool(loud), advice=advice)


def clock() -> Condition:
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        there, here = float(cursor.fetchone()[0]), (before + time.time()) / 2
    apart = abs(there - here)
    if apart > CLOCKS_APART_SECONDS:
        text = f"与数据库的相差 {apart:.0f} 秒"
        return Condition("时钟", text, True, advice="两台机器都要对时：timedatectl set-ntp true。")
    return Condition("时钟", "与数据库的一致")


def migrations() -> Condition:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        text = f"还有 {missing} 个没有做，页面会是 503"
        return Condition("迁移", text, True, advice="manage.py migrate，再重启 web 和两个 worker。")
    return Condition("迁移", "都做了")


def search() -> Condition:
    """Whether every article is in the index, or is about to be."""
    waiting = ArticleSearchQueue.objects.values("article_id").distinct().count()
    missing = Article.objects.filter(search=None).exclude(pk__in=ArticleSearchQueue.objects.values("article_id"))
    if count := missing.count():
        return Condition("搜索", f"{count} 篇文章搜不到", True, advice="manage.py rebuild_search（期间搜索照常可用）。")
    return Condition("搜索", "完整" + (f"，{waiting} 篇等着更新" if waiting else ""))
