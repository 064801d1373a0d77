"""The page of a member of staff, which knows of their leads: who leaves hands them on before the account is closed."""

from django import forms
from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from leads import hand_over
from leads.models import Lead
from staff.admin import UserAdmin
from staff.models import User

admin.site.unregister(User)


class HeirsForm(forms.Form):
    """Who gets the open leads of somebody who leaves, city by city."""

    POOL = "pool"

    def __init__(self, leaver, data=None):
        super().__init__(data)
        #: {name of the field: the city}
        self.cities = {}
        for city, count in hand_over.open_by_city(leaver):
            name = f"heir_{city.pk if city else 0}"
            self.cities[name] = city
            people = hand_over.sellers(city and city.pk).exclude(pk=leaver.pk).order_by("last_name", "username")
            # As the list of leads would hold them.
            query = {
                "owner": leaver.pk,
                "work": "open",
                **({"city__id__exact": city.pk} if city else {"city__isnull": 1}),
            }
            self.fields[name] = forms.ChoiceField(
                label=city or "没有城市的",
                choices=[
                    ("", "选人"),
                    (self.POOL, "放回公共池"),
                    *((str(each.pk), each.display_name) for each in people),
                ],
                error_messages={"required": "请选这些线索交给谁。"},
            )
            self.fields[name].count = count
            self.fields[name].address = f"{reverse('admin:leads_lead_changelist')}?{urlencode(query)}"

    @property
    def heirs(self):
        """{id of a city, or None: a person or, for the pool, None}, of valid fields."""
        people = User.objects.in_bulk([int(value) for value in self.cleaned_data.values() if value != self.POOL])
        return {
            city and city.pk: None if (value := self.cleaned_data[name]) == self.POOL else people[int(value)]
            for name, city in self.cities.items()
        }


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Members of staff, whose leads are asked about."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Django's; whoever closes the account of somebody with open leads is asked first who gets them."""
        leaver = self._leaver(request, object_id)
        if leaver and (form := HeirsForm(leaver, request.POST)) and form.fields and not form.is_valid():
            return self._ask(request, leaver, form if form.fields.keys() & request.POST.keys() else HeirsForm(leaver))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """In the transaction that closes the account its leads go to whom was chosen."""
        leaver = self._leaver(request, str(obj.pk)) if change else None
        super().save_model(request, obj, form, change)
        if leaver and (heirs := HeirsForm(leaver, request.POST)).is_valid():
            for heir, count in hand_over.hand_on(leaver, heirs.heirs, request.user):
                self.message_user(request, f"{count} 条线索已{f'移交给{heir}' if heir else '放回公共池'}。")

    def save_related(self, request, form, formsets, change):
        """Says so where somebody has lost the right to work on their own leads."""
        super().save_related(request, form, formsets, change)
        person = User.objects.get(pk=form.instance.pk)
        if not person.is_active or person.is_superuser:
            return
        leads = Lead.objects.open().filter(owner=person)
        if count := leads.exclude(pk__in=leads.sold_by(person).order_by().values("pk")).count():
            address = f"{reverse('admin:leads_lead_changelist')}?{urlencode({'owner': person.pk, 'work': 'open'})}"
            warning = "“{}”名下还有 {} 条没结束的线索，他已没有那里的权限。<a href='{}'>请移交给当地的人</a>。"
            self.message_user(request, format_html(warning, person, count, address), messages.WARNING)

    def _leaver(self, request, object_id):
        """The person whose account this post closes; None of any other request."""
        if request.method != "POST" or object_id is None or {"is_active", "is_staff"} <= request.POST.keys():
            return None
        person = self.get_object(request, object_id)
        can_sign_in = person and person.is_active and person.is_staff and self.has_change_permission(request, person)
        return person if can_sign_in else None

    def _ask(self, request, leaver, form):
        """The page with the question, and all that was posted, to be posted again with the answers."""
        posted = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in form.fields and name != "csrfmiddlewaretoken"
        ]
        context = self.admin_site.each_context(request) | {
            "title": "交接线索", "opts": self.opts, "original": leaver, "form": form, "posted": posted,
            "count": sum(field.count for field in form.fields.values()),
        }  # fmt: skip
        return TemplateResponse(request, "admin/leads/hand_on.html", context)
