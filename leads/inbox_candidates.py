"""Who may have something new in their inbox: asked of all people at once, and more generously than inboxes tell.

`leads.inboxes.lines_for` alone says what somebody is to hear of; whom this does not name has nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from leads.models import Inbox, Lead, LeadEvent, Notification
from leads.models.lead_event import HEARD_OF

_EVENT, _LEAD, _NOTIFICATION = (model._meta.db_table for model in (LeadEvent, Lead, Notification))


def latest(since: datetime, until: datetime) -> Mapping[int | None, datetime]:
    """{person's id: the moment of the last line that may concern them} between two moments. One query.

    Under None stands the last that may concern whoever supervises a city.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT person, max(at) FROM (
                SELECT lead_id, at, kind, data FROM {_EVENT}
                WHERE at > %(since)s AND at <= %(until)s AND kind IN %(kinds)s
                UNION ALL
                SELECT event.lead_id, created_at, kind, data FROM {_NOTIFICATION} notification
                JOIN {_EVENT} event ON event.id = event_id WHERE created_at > %(since)s AND created_at <= %(until)s
            ) line
            JOIN {_LEAD} lead ON lead.id = line.lead_id
            LEFT JOIN {_LEAD} same ON same.id = lead.same_phone_as_id
            CROSS JOIN LATERAL (
                SELECT lead.owner_id::text AS person
                UNION ALL SELECT same.owner_id::text
                UNION ALL SELECT data ->> 'from' WHERE line.kind = 'owner'
                UNION ALL SELECT data ->> 'to' WHERE line.kind = 'owner'
                UNION ALL SELECT named FROM jsonb_array_elements_text(
                    CASE WHEN jsonb_typeof(data -> 'mentions') = 'array' THEN data -> 'mentions' ELSE '[]' END
                ) named WHERE line.kind = 'note'
            ) people
            WHERE person IS NOT NULL GROUP BY person
            UNION ALL
            SELECT NULL, max(at) FROM {_EVENT} WHERE at > %(since)s AND at <= %(until)s AND kind = 'reminded'
            """,
            {"since": since, "until": until, "kinds": tuple(HEARD_OF)},
        )
        rows = [(person, at) for person, at in cursor.fetchall() if at]
    # Read here: an odd line that names no number must not break off the query.
    return {person and int(person): at for person, at in rows if person is None or person.isdecimal()}


def of(waiting: Iterable[Inbox], until: datetime) -> list[Inbox]:
    """Those of the inboxes into which something may have come since its person was told. One query."""
    inboxes = list(waiting)
    if not inboxes:
        return []
    last = latest(min(inbox.mailed_until for inbox in inboxes), until)
    to_all = last.get(None)
    return [
        inbox for inbox in inboxes if any(at and at > inbox.mailed_until for at in (last.get(inbox.person_id), to_all))
    ]
