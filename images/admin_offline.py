"""Offline pictures at the desk: whoever may bring one back sees it there; as all of the desk, no cache keeps it."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from images import files
from images.models import Image


def address(image: Image, width: int = 0) -> str:
    """Where the desk shows an offline picture, in the smallest size at least so wide, else as it was uploaded."""
    smallest = next((each for each in image.rendered_widths if width and each >= width), None)
    query = f"?width={smallest}" if smallest else ""
    return reverse("admin:images_image_offline", args=[image.pk]) + query


@require_safe
def file(request: HttpRequest, pk: int, *, may_see: bool) -> HttpResponseBase:
    """The file of an offline picture, at `?width=` if it has been rendered so; 404 for one that is in public."""
    if not may_see:
        raise PermissionDenied
    image = Image.objects.filter(pk=pk, offline_since__isnull=False).first()
    if image is None:
        raise Http404("No such picture, or not offline.")
    wanted = request.GET.get("width", "")
    width = next((each for each in image.rendered_widths if str(each) == wanted), None)
    name = image.rendition_name(width, image.format) if width else str(image.file.name)
    try:
        return FileResponse(files.open_offline(name))
    except FileNotFoundError as error:
        raise Http404("Its file is lost.") from error
    except files.BucketAway:
        return HttpResponse(status=503)
