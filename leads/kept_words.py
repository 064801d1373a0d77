"""What staff typed for themselves and is kept beside the leads: saved filters. A person's words there go with them."""

from collections.abc import Iterator

from django.db import transaction

from leads.models import SavedFilter
from leads.saved_filters import SEARCHED
from leads.whose import Share

#: What a filter is called whose name was a person's.
RENAMED = "筛选"


def about(shares: list[Share]) -> Iterator[SavedFilter]:
    """Yields the filters of which the search or the name has a name, an id or a number of the person."""
    if shares:
        for saved in SavedFilter.objects.order_by("pk"):
            words = (str(saved.query.get(SEARCHED, "")), saved.name)
            if any(share.is_named_by(each) for share in shares for each in words):
                yield saved


@transaction.atomic
def forget(shares: list[Share]) -> int:
    """Take the person's words out of the filters; what is left without any goes. Returns how many there were."""
    count = 0
    for saved in about(shares):
        count += 1
        if any(share.is_named_by(str(saved.query.get(SEARCHED, ""))) for share in shares):
            del saved.query[SEARCHED]
        if any(share.is_named_by(saved.name) for share in shares):
            saved.name = f"{RENAMED}{saved.pk}"
        saved.save(update_fields=["query", "name"]) if saved.query else saved.delete()
    return count
