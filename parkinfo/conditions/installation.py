"""What needs no database: disks, files and who may write them, the key, mail, static files, hosts."""

import filecmp
import ipaddress
import os
import smtplib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.mail import get_connection
from django.template.defaultfilters import filesizeformat

from images.files import BucketAway, bucket
from leads import attachments, spool
from parkinfo.conditions.condition import Condition

#: Less room than this is too little on any disk, and a twentieth of it on one that is not large.
LEAST_ROOM, SOME_ROOM, LEAST_SHARE = 2**30, 20 * 2**30, 0.05
LEAST_FILES = 10_000
SHORTEST_KEY = 50


def disk() -> Condition:
    """Room where things are written. With none left an enquiry that the database does not take is lost."""
    places = {path for path in (settings.VAR_DIR, settings.BACKUP_DIR, settings.BACKUP_COPY_DIR) if path}
    states = [_room(path) for path in sorted(places) if path.exists()]
    is_bad = any(full for _, full in states)
    advice = "清理这块磁盘，或换大的；备份保留的天数是 BACKUP_KEEP_DAYS。" if is_bad else ""
    return Condition("磁盘", "；".join(text for text, _ in states), is_bad, advice=advice)


def _room(path: Path) -> tuple[str, bool]:
    """(the room in words, whether it is too little)"""
    status = os.statvfs(path)
    free, size = status.f_bavail * status.f_frsize, status.f_blocks * status.f_frsize
    is_full = free < LEAST_ROOM or free < min(SOME_ROOM, LEAST_SHARE * size)
    has_names = not status.f_files or status.f_favail >= LEAST_FILES
    text = f"{path} 还剩 {filesizeformat(free)}" + ("" if has_names else f"，只能再放 {status.f_favail} 个文件")
    return text, is_full or not has_names


def files() -> Condition:
    """Whether the directories are there for whoever runs the site, and what is personal for nobody else."""
    faults = [*_unwritable(), *_readable_by_others()]
    advice = f"chown -R 给运行网站的用户；暂存、附件和密钥 chmod go= （{settings.VAR_DIR}）。" if faults else ""
    return Condition("目录", "；".join(faults) or f"{settings.VAR_DIR} 可写", bool(faults), advice=advice)


def _unwritable() -> Iterator[str]:
    if not settings.VAR_DIR.is_dir():
        yield f"没有 {settings.VAR_DIR}"
        return
    owner = settings.VAR_DIR.stat().st_uid
    media, static = Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)
    for path in (settings.VAR_DIR, spool.directory(), attachments.directory(), media, static, settings.BACKUP_DIR):
        if not path.is_dir():
            continue  # made when it is needed, or told of elsewhere
        if not os.access(path, os.W_OK | os.X_OK):
            yield f"{path} 写不进去"
        # Root may write anything: what it has made by hand the site may not.
        elif path.is_relative_to(settings.VAR_DIR) and path.stat().st_uid != owner:
            yield f"{path} 与 {settings.VAR_DIR} 不是同一个用户的"


def _readable_by_others() -> Iterator[str]:
    for path in (spool.directory(), attachments.directory(), settings.VAR_DIR / "secret_key"):
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"{path} 别的用户也能读"


def pictures() -> Condition:
    """Whether the bucket answers, and nobody but us: what was taken offline lies in it as well."""
    store = bucket()
    if store is None:
        return Condition("图片", f"在 {settings.MEDIA_ROOT}")
    try:
        first, _ = next(store.sizes(), ("", 0))
        is_open = bool(first) and store.is_open(first)
    except BucketAway as error:
        advice = "看 .env 里 MEDIA_S3_ 开头的几行，和存储服务本身。其间网页照常，图片传不上来，没缓存的打不开。"
        return Condition("图片", f"存储桶 {store.bucket_name} 用不了：{error.strerror}", True, advice=advice)
    if is_open:
        advice = "把它改成私有：图片由网站用密钥去取，不用公开。"
        return Condition("图片", f"存储桶 {store.bucket_name} 谁都能读，下线的图片也是", True, advice=advice)
    return Condition("图片", f"在存储桶 {store.bucket_name}，能读")


def key() -> Condition:
    """SECRET_KEY signs sessions, receipts and links."""
    advice = "删去 .env 里的 SECRET_KEY（会自动生成一个），或换成 50 个以上的随机字符；之后所有人要重新登录。"
    value = settings.SECRET_KEY
    if len(value) < SHORTEST_KEY or len(set(value)) < 10 or value.startswith("django-insecure"):
        return Condition("SECRET_KEY", "太容易猜到", True, advice=advice)
    return Condition("SECRET_KEY", "可用")


def debugging() -> Condition:
    if settings.DEBUG:
        return Condition("DEBUG", "开着，出错的页面会给访客看代码和设置", True, advice=".env 里去掉 DEBUG，重启。")
    return Condition("DEBUG", "没有开")


def addresses() -> Condition:
    """ALWAYS_HOSTS and TRUSTED_PROXIES, in which a pattern or a name means nothing."""
    faults = [f"ALWAYS_HOSTS 的 {name} 不起作用，要写完整域名" for name in settings.ALWAYS_HOSTS if _is_pattern(name)]
    faults += [f"TRUSTED_PROXIES 的 {name} 不是 IP 地址" for name in settings.TRUSTED_PROXIES if not _is_ip(name)]
    advice = "改 .env。城市的域名不写在那里，填在后台的城市里。" if faults else ""
    return Condition("主机名", "；".join(faults) or "设置可用", bool(faults), advice=advice)


def _is_pattern(name: str) -> bool:
    return "*" in name or name.startswith(".")


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def mail() -> Condition:
    """Whether the mail server can be reached and lets us in. No mail is sent."""
    advice = "改 .env 里 EMAIL_ 开头的几行，重启。密码多半是邮箱的“授权码”，不是登录密码。"
    if not settings.EMAIL_HOST:
        return Condition("邮件", "没有 EMAIL_HOST，邮件只打印在控制台", True, advice=advice)
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return Condition("邮件", f"发件人还是 {settings.DEFAULT_FROM_EMAIL}，多半会被拒收", True, advice=advice)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        # The server's own words may hold the account.
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Condition("邮件", f"连不上 {settings.EMAIL_HOST}:{settings.EMAIL_PORT}：{reason}", True, advice=advice)
    finally:
        connection.close()
    return Condition("邮件", f"{settings.EMAIL_HOST} 可以登录")


def static_files() -> Condition:
    """Whether what pages ask for was collected from this release."""
    if settings.DEBUG:
        return Condition("静态文件", "DEBUG=1 时直接从代码里取")
    root, missing = Path(settings.STATIC_ROOT), 0
    for finder in get_finders():
        for name, storage in finder.list([]):
            copy = root / name
            missing += not copy.exists() or not filecmp.cmp(storage.path(name), copy, shallow=False)
    if missing or not (root / "staticfiles.json").exists():
        text = f"{missing} 个没有收集或是旧的" if missing else "没有收集"
        return Condition("静态文件", text, True, advice="manage.py collectstatic --noinput，再重启 parkinfo-web。")
    return Condition("静态文件", "已收集")
