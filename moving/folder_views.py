"""What lies in the folder of old sites; and a backup, which holds personal data, is taken away once it has served."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moving import folder
from moving.models import OldSite, Step


def files(request, context):
    """The entries by name, each with the old sites that are read from it."""
    sites = list(OldSite.objects.all())
    entries = [(entry, _used_by(entry.name, sites)) for entry in folder.entries()]
    context |= {"title": "搬家目录里的文件", "entries": entries, "folder": settings.MOVING_DIR}
    context["is_cut"] = len(entries) >= folder.MOST_OFFERED
    return render(request, "admin/moving/files.html", context)


def delete(request, context):
    """One of them is asked about, then taken away; who did is logged."""
    name = (request.POST or request.GET).get("name", "")
    entry = next((each for each in folder.entries() if each.name == name), None)
    if entry is None:
        messages.warning(request, "搬家目录里没有这个文件了。")
        return HttpResponseRedirect(reverse("admin:moving_files"))
    used_by = _used_by(name, OldSite.objects.all())
    going = Step.objects.going().filter(site__in=used_by).select_related("site").first()
    if request.method == "POST" and not going:
        return _deleted(request, entry)
    context |= {"title": f"删除“{name}”", "entry": entry, "used_by": used_by, "going": going}
    context["inside"] = folder.count_of(entry)
    return render(request, "admin/moving/file_delete.html", context)


def _deleted(request, entry):
    try:
        folder.remove(entry)
    except (OSError, folder.NotThere):
        messages.error(request, f"“{entry.name}”没有删掉：服务器不让删，或者刚刚有人动过它。请联系管理员。")
    else:
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(OldSite),
            object_repr=f"搬家目录里的“{entry.name}”"[:200],
            action_flag=DELETION,
            change_message=f"删除了 {entry.label}",
        )
        messages.success(request, f"“{entry.name}”删掉了。")
    return HttpResponseRedirect(reverse("admin:moving_files"))


def _used_by(name, sites):
    """Those whose backup or uploads it is, or lie in it."""
    places = [(site, [site.source.get(part) or "" for part in ("source", "uploads")]) for site in sites]
    return [site for site, used in places if any(each == name or each.startswith(f"{name}/") for each in used)]
