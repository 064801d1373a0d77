"""What somebody should be told because nobody noticed: silence, suspects not looked at, a spool that does not empty.

Each is said once, in the hour in which it comes true: the hourly job keeps no memory.
"""

from datetime import timedelta

from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils import timezone

from leads import hours, spool
from leads.models import Enquiry, Notification

HOUR = timedelta(hours=1)
#: Silence is this many times the longest usual gap, and no shorter than a day; of fewer enquiries nothing is concluded.
LONGER, SHORTEST_SILENCE, FEWEST = 3, timedelta(days=1), 20
#: The rhythm is that of the last weeks.
RHYTHM = timedelta(days=28)


def due(now=None):
    """(title, line) of each alarm that came true in the last hour."""
    now = now or timezone.now()
    found = []
    last = Enquiry.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    if last and (limit := usual_silence(now)) and limit <= now - last < limit + HOUR:
        found.append(("很久没有新询盘", f"上一条询盘在 {timezone.localtime(last):%m-%d %H:%M}，请检查网站表单和电话。"))
    if count := suspects_lying(now):
        found.append(("疑似询盘无人处理", f"{count} 条疑似垃圾的询盘放了一个工作日，请核对后解除或标为无效。"))
    parked = Notification.objects.undelivered().filter(parked_at__gt=now - HOUR).count()
    if parked:
        found.append(("询盘通知没有送达", f"一小时内有 {parked} 条通知多次发送失败，请检查通知渠道。"))
    depth = spool.depth()
    if depth.oldest_seconds > HOUR.total_seconds() or depth.aside:
        found.append(("暂存的询盘没有入库", f"暂存 {depth.waiting} 条，搁置 {depth.aside} 条，请管理员处理。"))
    return found


def suspects_lying(now):
    """How many suspects have lain there for a working day since the hour before."""
    lately = Enquiry.objects.unexamined().filter(received_at__gt=now - hours.LONGEST_DAY - HOUR, received_at__lte=now)
    return sum(now - HOUR < hours.later(moment) <= now for moment in lately.values_list("received_at", flat=True))


def usual_silence(now):
    """Three times the longest gap but one in twenty of the last four weeks; None while there is too little to go by."""
    recent = Enquiry.objects.filter(received_at__gt=now - RHYTHM, received_at__lte=now)
    gaps = recent.annotate(
        gap=F("received_at") - Window(Lag("received_at"), order_by=F("received_at").asc())
    ).values_list("gap", flat=True)
    known = sorted(gap for gap in gaps if gap is not None)
    if len(known) < FEWEST:
        return None
    return max(SHORTEST_SILENCE, LONGER * known[int(len(known) * 0.95)])
