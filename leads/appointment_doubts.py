"""What is to be said of an appointment once it is made: what may be a mistake, and is not refused."""

from django.utils import timezone

from leads import hours
from leads.models import Appointment, Lead, SalesRules
from listings.models import Listing
from staff.models import User

WEEKDAYS = "一二三四五六日"


def doubts(appointment: Appointment, actor: User) -> list[str]:
    """Sentences about what may be a mistake and is not refused: the hour, another visit, what is not on offer."""
    lead, sentences = appointment.lead, []
    day, office = timezone.localdate(appointment.starts_at), SalesRules.objects.for_city(lead.city_id).hours
    starts, ends = timezone.localtime(appointment.starts_at), timezone.localtime(appointment.ends_at)
    if not hours.is_working_day(day):
        sentences.append(f"{day:%m-%d} 是周{WEEKDAYS[day.weekday()]}，不上班。")
    elif starts.time() < office.opens or ends.time() > office.closes or starts.date() != ends.date():
        sentences.append(f"{appointment.hours} 不都在上班时间（{office.opens:%H:%M}–{office.closes:%H:%M}）里。")
    if lead.owner:
        sentences += _double_booked(appointment, lead.owner, actor)
    for place in appointment.places.all():
        if place.listing and place.listing.state != Listing.State.OPEN:
            sentences.append(f"{place.listing.number} 现在是“{place.listing.state_in_words}”。")
    return sentences


def _double_booked(appointment: Appointment, owner: User, actor: User) -> list[str]:
    """That the person has to be somewhere else at the time; what the actor may not see is only counted."""
    others = Appointment.objects.open().of(owner).exclude(pk=appointment.pk)
    meanwhile = others.filter(starts_at__lt=appointment.ends_at, ends_at__gt=appointment.starts_at)
    found = list(meanwhile.select_related("lead"))
    if not found:
        return []
    seen = Lead.objects.for_user(actor).filter(pk__in=[each.lead_id for each in found])
    visible = set(seen.values_list("pk", flat=True))
    named = [f"{each.hours} {each.lead.masked_name}" for each in found if each.lead_id in visible]
    who = "您" if owner == actor else owner.display_name
    return [f"同一时间{who}还有 {len(found)} 个约看{'：' + '；'.join(named) if named else ''}。"]
