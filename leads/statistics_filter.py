"""The leads' list narrowed to what one number of the report counts."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.functional import cached_property

from leads.statistics import Selection, reported_to

#: The keys of an address that it reads.
PARAMETERS = tuple(Selection.__dataclass_fields__)


class StatisticsFilter(admin.ListFilter):
    """Chosen by a tap on a number of the report; until then it is not shown."""

    title = "报表"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in PARAMETERS:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    @cached_property
    def selection(self):
        """The Selection of the address, None without one. Raises IncorrectLookupParameters for what is none."""
        try:
            return Selection.read(self.used_parameters) if self.used_parameters else None
        except ValueError as error:
            raise IncorrectLookupParameters(str(error)) from error

    def has_output(self):
        return self.selection is not None

    def expected_parameters(self):
        return list(PARAMETERS)

    def choices(self, changelist):
        yield {"selected": False, "query_string": changelist.get_query_string(remove=PARAMETERS), "display": "全部"}
        yield {
            "selected": True,
            "query_string": changelist.get_query_string(),
            "display": self.selection.words if self.selection else "",
        }

    def queryset(self, request, queryset):
        if self.selection is None:
            return queryset
        return queryset.filter(pk__in=self.selection.of(reported_to(request.user)).order_by().values("pk"))
