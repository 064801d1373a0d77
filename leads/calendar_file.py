"""The calendar file of an appointment (RFC 5545, and RFC 5546 for METHOD), for the salesperson's own calendar.

A file of a changed one has the same UID and a higher SEQUENCE, by which calendars replace what they have; one that was
cancelled says so. It holds no number, and names only as the desk's lists show them.
"""

import re
from datetime import UTC, datetime

from django.utils import timezone

from leads.models import Appointment
from zones.canonical import desk_url
from zones.models import Portal

#: Octets of a line, without its end; what is longer is folded.
LONGEST = 75
#: What no text may hold (3.3.11), but for line breaks.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def write(appointment: Appointment) -> bytes:
    """The file. The appointment comes with its lead, its owner and places."""
    lead, portal = appointment.lead, Portal.objects.first()
    is_off = not appointment.is_kept
    host, mail = (portal.host, portal.email) if portal else ("", "")
    organiser = (lead.owner and lead.owner.email) or mail
    page = desk_url("admin:leads_appointment", lead.pk, appointment.pk)
    facts = {"看": appointment.where, "来人": appointment.masked_visitors, "回执": str(lead)}
    words = "\n".join([*(f"{name}：{value}" for name, value in facts.items() if value), page])
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ParkInfo//Appointments//ZH",
        f"METHOD:{'CANCEL' if is_off else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:appointment-{appointment.pk}@{host or 'parkinfo'}",
        f"SEQUENCE:{appointment.version}",
        f"DTSTAMP:{_utc(timezone.now())}",
        f"DTSTART:{_utc(appointment.starts_at)}",
        f"DTEND:{_utc(appointment.ends_at)}",
        f"SUMMARY:{_text(f'约看：{lead.masked_name}')}",
        f"LOCATION:{_text(appointment.masked_meeting_point or appointment.where)}",
        f"DESCRIPTION:{_text(words)}",
        f"URL:{page}",
        f"ORGANIZER:{f'mailto:{organiser}' if organiser else 'invalid:nomail'}",
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11)."""
    words = _CONTROLS.sub(" ", words)
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line with its end, cut (3.1) where a whole character ends."""
    rows, row = [], b""
    for letter in line:
        octets = letter.encode()
        if len(row) + len(octets) > LONGEST:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"
