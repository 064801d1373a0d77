"""How the desk's scripts send a picture in: the address that takes it, and the modules that the pages share."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST
from js_asset import ImportMap, Media, Script

from images.uploads import store

#: By the name that the scripts of a page import it by.
MODULES = {"desk/ask": "parkinfo/admin-ask.js", "pictures/send": "parkinfo/send-picture.js"}

#: Many at once, on the library's own page.
media = Media(importmap=ImportMap(MODULES), js=[Script("parkinfo/admin-pictures.js", type="module")])


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take in the file of a form's field `file`: {"id", "alt", "is_new", "page"} of the Image, or {"error": why}.

    A refusal, in words, is an ordinary answer, 200 as well: a browser's console is for faults.
    """
    if not request.user.has_perm("images.add_image"):
        raise PermissionDenied
    if (file := request.FILES.get("file")) is None:
        return JsonResponse({"error": "没有收到文件，请再试一次。"})
    try:
        image = store(file)
    except ValidationError as refusal:
        return JsonResponse({"error": "".join(refusal.messages)})
    page = reverse("admin:images_image_change", args=[image.pk])
    return JsonResponse({"id": image.pk, "alt": image.alt, "is_new": image.is_new, "page": page})
