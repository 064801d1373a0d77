"""What an owner says of an old site: which program, which files of the folder, which hosts, and for which city."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from moving import folder
from moving.hosts import Hosts
from moving.models import OldSite
from moving.programs import PROGRAMS
from moving.sites import SiteRefused, failed, new_site
from plumbing import typed_fields
from zones.models import City
from zones.models.validators import slug_validator

#: Stands for no city.
NETWORK = "all"
#: Of the hosts, as typed.
MOST_HOSTS = 500


class SourceForm(forms.Form):
    """Where the old site lies. `value` is what OldSite.source keeps."""

    program = forms.ChoiceField(label="旧站的程序", widget=forms.RadioSelect)
    source = forms.ChoiceField(
        label="备份文件",
        error_messages={"required": "请选备份文件。", "invalid_choice": "搬家目录里没有这个文件了，请重新选。"},
    )
    uploads = forms.ChoiceField(
        label="上传目录（图片、附件）",
        required=False,
        help_text="没有就不选，正文里的图片会列为“找不到”。",
        error_messages={"invalid_choice": "搬家目录里没有这个目录或压缩包了，请重新选。"},
    )
    host = typed_fields.LineField(
        label="旧站的网址",
        required=False,
        max_length=MOST_HOSTS,
        help_text="例如 https://jinan.example.com/；带不带 www. 都算。还有别的域名，用逗号接着写。",
    )
    table_prefix = typed_fields.LineField(
        label="表名前缀", required=False, max_length=40, help_text="一个数据库里有几个站才要写；不写取文章最多的那个。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        there = folder.entries()
        choices = {
            "program": [(key, program.label) for key, program in PROGRAMS.items()],
            "source": [("", "请选择"), *((each.name, each.label) for each in there if not each.is_folder)],
            "uploads": [("", "没有"), *((each.name, each.label) for each in there if each.may_be_uploads)],
        }
        for name, offered in choices.items():
            _offer(self, name, offered)

    def clean_host(self) -> str:
        """Refuses what names no host."""
        typed = self.cleaned_data["host"]
        if typed and not Hosts(typed, "").own:
            raise ValidationError("看不出是哪个域名，请写成 https://jinan.example.com/ 的样子。")
        return str(typed)

    @property
    def value(self) -> dict[str, str]:
        """By moving.programs.PARTS."""
        said = {name: str(self.cleaned_data.get(name) or "") for name in ("program", "source", "uploads", "host")}
        return {**said, "prefix": str(self.cleaned_data.get("table_prefix") or "")}


class NewSiteForm(SourceForm):
    """A site that begins to move."""

    city = forms.ChoiceField(
        label="迁到哪个城市",
        help_text="城市要有自己的域名：旧地址按域名登记。",
        error_messages={"required": "请选城市，或者选全网。"},
    )
    key = typed_fields.LineField(
        label="代号", required=False, max_length=40, validators=[slug_validator], help_text="拼音，不写就用城市的。"
    )
    title = typed_fields.LineField(
        label="旧站名称", required=False, max_length=120, help_text="写进每篇文章的版本说明；不写就用旧站自己的。"
    )
    field_order = ["program", "city", "source", "uploads", "host", "table_prefix", "key", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cities = {str(city.pk): city for city in City.objects.order_by("order", "name")}
        named = [(key, city.name if city.host else f"{city.name}（还没有域名）") for key, city in self.cities.items()]
        _offer(self, "city", [("", "请选择"), *named, (NETWORK, "全网（不属于哪个城市）")])

    def clean_key(self) -> str:
        """Refuses one that another site has."""
        key = str(self.cleaned_data["key"] or "")
        if key and OldSite.objects.filter(key=key).exists():
            raise ValidationError(f"代号“{key}”已经有了。")
        return key

    def clean(self) -> dict[str, Any]:
        """Makes the site, unsaved."""
        data = super().clean() or self.cleaned_data
        if "city" in data and "key" in data:
            city = self.cities.get(data["city"])
            try:
                self.site = new_site(data["key"] or _free_key(city.slug if city else "quanwang"), city)
            except SiteRefused as refusal:
                self.add_error("city", _with_way_out(refusal, city))
        return data

    def save(self) -> OldSite:
        """The site."""
        failed().filter(hosts__overlap=self.site.hosts).delete()
        self.site.title, self.site.source = self.cleaned_data["title"], self.value
        self.site.save()
        return self.site


class FileForm(forms.Form):
    """A small file that is put into the folder by the page."""

    file = forms.FileField(
        label="小的备份可以在这里传",
        error_messages={"required": "请先选一个文件。", "empty": "这个文件是空的。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_file(self) -> Any:
        """Refuses what nginx would not have let through, should there be none."""
        sent = self.cleaned_data["file"]
        if not folder.name_of(sent).lower().endswith(folder.BACKUPS):
            raise ValidationError(f"“{sent.name}”不像备份，这里收：{'、'.join(folder.BACKUPS)}。")
        if sent.size > folder.MOST_BYTES:
            raise ValidationError(f"文件超过 {folder.MOST_BYTES // 2**20} MB，请直接放进服务器的搬家目录。")
        return sent


def _with_way_out(refusal: SiteRefused, city: City | None) -> str:
    """What was refused, with a link to where it is mended."""
    if refusal.other:
        words, address = f"打开旧站“{refusal.other}”", reverse("admin:moving_site", args=[refusal.other.pk])
    elif city:
        words, address = f"去给{city.name}填域名", reverse("admin:zones_city_change", args=[city.pk])
    else:
        return str(refusal)
    return format_html('{}<a href="{}">{}</a>', str(refusal), address, words)


def _offer(form: forms.Form, name: str, offered: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
    field.choices = offered


def _free_key(wanted: str) -> str:
    there = OldSite.objects.filter(key__startswith=wanted).exclude(pk__in=failed())
    taken = set(there.values_list("key", flat=True))
    numbered = (f"{wanted[:36]}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)
