"""What the body's editor needs of the desk: pictures of other sites fetched, and a picture shown by its id."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from articles.pictures import request_pictures
from images import admin_offline
from images.models import PICTURE_FIELDS, Image

#: How wide a picture is shown in the editor, in device pixels.
SHOWN_WIDTH = 640
#: Pictures that one request may have fetched.
MOST_REMOTE = 50


@require_POST
def bring(request):
    """Have the pictures of the fields `url` fetched: {"pictures": {url: {"id"} or {"problem"} or {}}} as of now."""
    if not request.user.has_perm("images.add_image"):
        raise PermissionDenied
    pictures = request_pictures(request.POST.getlist("url")[:MOST_REMOTE])

    def state(picture):
        return {"id": picture.image_id} if picture.image_id else {"problem": picture.problem} if picture.problem else {}

    return JsonResponse({"pictures": {url: state(picture) for url, picture in pictures.items()}})


@require_safe
def picture(request, pk):
    """The file of a picture, in a size fit for the editor."""
    image = Image.objects.only(*PICTURE_FIELDS, "offline_since").filter(pk=pk).first()
    if image is None:
        raise Http404("No such picture.")
    if image.offline_since:
        return HttpResponseRedirect(admin_offline.address(image, SHOWN_WIDTH))
    widths = [width for width in image.rendered_widths if width >= SHOWN_WIDTH]
    return HttpResponseRedirect(image.rendition_url(widths[0], image.format) if widths else image.url)
