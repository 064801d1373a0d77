"""A need, a hall that fits it, and the page of a lead on which it is proposed."""

from tests import builders
from tests.desk import signed_in

#: In the words of a plant manager.
NEED = "找济南 3000平 单层厂房 净高9米 10吨行车 月租25以内"


def hall(zone, **fields):
    """One that fits NEED."""
    fitting = {"storeys": "single", "clear_height_m": 9, "crane_t": 10, "price": "22 元/㎡·月"}
    return builders.listing(zone=zone, **fitting | fields)


def page_of(lead, who):
    return signed_in(who).get(f"/admin/leads/lead/{lead.pk}/change/")
