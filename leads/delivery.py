"""Messages about leads: what they say, and how each kind of channel is sent one.

They are sent by the worker, and by the admin for a test. None holds a whole phone number or a name: people who may see
them follow the link and sign in.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.mail import EmailMessage

from jobs.queue import GiveUp
from leads import posting, work_wechat
from leads.models import FOR_EDITORS, Channel, Complaint, Lead, LeadEvent
from leads.models.lead_event import BY_PROTECTION, BY_ROTA
from leads.posting import Message, NotDelivered
from plumbing import masking
from plumbing.days import in_short
from staff.models import User
from zones.canonical import desk_url
from zones.models import Portal


def message_of(event: LeadEvent) -> Message:
    """The Message about a LeadEvent; reads its lead and enquiry."""
    lead, enquiry = event.lead, event.enquiry
    suspected = "〔疑似垃圾〕" if enquiry and enquiry.is_quarantined else ""
    occasion = _occasion(event)
    if lead.kind in FOR_EDITORS:
        return Message(
            title=f"{suspected}{lead.get_kind_display()}：{lead.city or '全网'}",
            lines=(f"页面 {enquiry.source_path or '没有写明'}" if enquiry else "", f"回执号 {lead}"),
            url=desk_url("admin:leads_complaint_change", lead.pk),
        )
    city_and_zone = " · ".join(str(part) for part in (lead.city or "总部", enquiry and enquiry.zone) if part)
    if enquiry and enquiry.listing:
        city_and_zone += f" {enquiry.listing.number}"
    area = f"，{masking.mask_in(enquiry.area_in_short)}" if enquiry and enquiry.area_typed else ""
    return Message(
        title=f"{suspected}{occasion}：{city_and_zone} {lead.get_kind_display()}{area}",
        lines=(f"电话 {lead.masked_phone or lead.masked_wechat}", f"回执号 {lead}", *_why(event), *_due(lead)),
        url=desk_url("admin:leads_lead_change", lead.pk),
    )


def _occasion(event: LeadEvent) -> str:
    if event.kind == LeadEvent.Kind.REMINDED:
        return "超时未联系" if event.data["is_late"] else "还没联系"
    if event.kind == LeadEvent.Kind.EXPIRING:
        return "保护期将到"
    if event.kind == LeadEvent.Kind.OWNER:
        return "已收回公共池" if event.data["by"] == BY_PROTECTION else "已分派"
    return "再次提交" if event.kind == LeadEvent.Kind.RESUBMITTED else "新询盘"


def _why(event: LeadEvent) -> tuple[str, ...]:
    """What the owner can do about their lead, or why it is theirs no longer, and how many more are meant."""
    others = event.data.get("others")
    more = (f"另有 {others} 条也是这样，见“线索”。",) if others else ()
    if event.kind == LeadEvent.Kind.EXPIRING:
        at = in_short(datetime.fromisoformat(event.data["at"]))
        return (f"{_name(event.data['owner'])}：{at} 以前没有联系，就收回公共池。", *more)
    if event.kind == LeadEvent.Kind.OWNER and event.data["by"] == BY_ROTA:
        return (f"负责人 {_name(event.data['to'])}（值班）", *more)
    if event.kind == LeadEvent.Kind.OWNER:
        return (f"原负责人 {_name(event.data['from'])}，{event.text}。", *more)
    return ()


def _name(user_id: int) -> str:
    return User.objects.get(pk=user_id).display_name


def _due(lead: Lead) -> tuple[str, ...]:
    """When the first contact is due, and who is to make it."""
    if lead.contact_by is None or lead.contacted_at:
        return ()
    return (f"请在 {in_short(lead.contact_by)} 前联系，负责人 {lead.owner.display_name if lead.owner else '待领取'}",)


def trial_message() -> Message:
    """What the channels' page sends as a test."""
    return Message("测试通知", ("收到这条消息，说明通知渠道可用。",), desk_url("admin:index"))


def deliver(message: Message, channel: Channel | None = None, *, to: str = "", is_complaint: bool = False) -> None:
    """Send a Message to a Channel or, without one, to the portal's mail address for enquiries or for complaints.

    `to` is the person it is for, as the channel knows them: a mobile that a robot calls by @, a member of 企业微信.

    Raises NotDelivered or OSError when another attempt may succeed, jobs.queue.GiveUp when none can before somebody
    changes a setting.
    """
    if channel is None:
        address = portal_address(is_complaint=is_complaint)
        if not address:
            raise GiveUp("没有通知渠道，网站信息里也没有询盘通知邮箱。")
        _mail(message, address, "")
    else:
        SENDERS[channel.kind](message, channel.target, channel.secret, to)


def portal_address(*, is_complaint: bool = False) -> str:
    """The portal's mail address for enquiries or, where it has one, for complaints; empty if there is none."""
    portal = Portal.objects.first()
    if portal is None:
        return ""
    return (portal.complaint_email if is_complaint else "") or portal.email


def mail_answer(answer: LeadEvent) -> None:
    """Send the answer in a LeadEvent to the complainant. Raises GiveUp when they left no address."""
    complaint = Complaint.objects.get(pk=answer.lead_id)
    if not complaint.email:
        raise GiveUp("对方没有留邮箱。")
    desk = portal_address(is_complaint=True)
    EmailMessage(
        subject=f"关于您提交的{complaint.get_kind_display()}（回执 {complaint}）",
        body=answer.text,
        to=[complaint.email],
        reply_to=[desk] if desk else None,
    ).send()


def mail_desk(title: str, *lines: str) -> None:
    """Send an alarm to the portal's own mail address; without one, only /healthz/desk and the start page show it."""
    if address := Portal.objects.values_list("email", flat=True).first():
        _mail(Message(title, lines, desk_url("admin:leads_lead_changelist")), address, "")


def _mail(message: Message, target: str, secret: str, to: str = "") -> None:
    EmailMessage(subject=message.title, body=message.text, to=[target]).send()


def _wecom(message: Message, target: str, secret: str, to: str = "") -> None:
    text: dict[str, Any] = {"content": message.text_within(posting.MOST_ROBOT_BYTES)}
    if to:
        text["mentioned_mobile_list"] = [to]
    _robot(target, {"msgtype": "text", "text": text}, "errcode")


def _dingtalk(message: Message, target: str, secret: str, to: str = "") -> None:
    """钉钉 signs in the address: base64(HMAC-SHA256(secret, "milliseconds\\nsecret"))."""
    if secret:
        now = str(int(time.time() * 1000))
        sign = hmac.digest(secret.encode(), f"{now}\n{secret}".encode(), "sha256")
        target += ("&" if "?" in target else "?") + urlencode({"timestamp": now, "sign": base64.b64encode(sign)})
    _robot(target, {"msgtype": "text", "text": {"content": message.text}}, "errcode")


def _feishu(message: Message, target: str, secret: str, to: str = "") -> None:
    """飞书 signs in the body: base64(HMAC-SHA256 of an empty text with "seconds\\nsecret" as the key)."""
    body = {"msg_type": "text", "content": {"text": message.text}}
    if secret:
        now = str(int(time.time()))
        sign = hmac.digest(f"{now}\n{secret}".encode(), b"", "sha256")
        body |= {"timestamp": now, "sign": base64.b64encode(sign).decode()}
    _robot(target, body, "code")


def _webhook(message: Message, target: str, secret: str, to: str = "") -> None:
    """A receiver of one's own gets JSON; X-ParkInfo-Signature is "sha256=" and HMAC(secret, "seconds.body") in hex."""
    body = json.dumps({"title": message.title, "lines": message.lines, "url": message.url}, ensure_ascii=False).encode()
    now = str(int(time.time()))
    sign = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    posting.post(target, body, {"X-ParkInfo-Timestamp": now, "X-ParkInfo-Signature": f"sha256={sign}"})


SENDERS: dict[str, Callable[[Message, str, str, str], None]] = {
    Channel.Kind.EMAIL: _mail,
    Channel.Kind.WECOM: _wecom,
    Channel.Kind.APP: work_wechat.send,
    Channel.Kind.DINGTALK: _dingtalk,
    Channel.Kind.FEISHU: _feishu,
    Channel.Kind.WEBHOOK: _webhook,
}


def _robot(target: str, body: Mapping[str, Any], code_name: str) -> None:
    """Post to a group's robot, which answers with status 200 and a code of its own, 0 for success."""
    code = posting.ask(target, body).get(code_name, 0)
    if isinstance(code, int) and code in posting.TOO_MANY:
        raise NotDelivered(f"对方限流：{code}")
    if code != 0:
        raise GiveUp(f"对方拒绝：{str(code)[:20]}")
