"""What a page inside WeChat needs of us: its signature, and the SDK."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from wechat.models import WeChatAccount
from wechat.tickets import signature as sign
from zones.canonical import root


@require_safe
def signature(request):
    """The signature of ?url=, a page of the host that is asked; 404 without an account, 503 while it has no ticket."""
    account = WeChatAccount.objects.in_use()
    if account is None:
        raise Http404("No WeChat account.")
    url = request.GET.get("url", "").partition("#")[0]
    if not request.site.is_canonical_host or not url.startswith(f"{root(request.site.host)}/"):
        response = HttpResponse("只为本站的网页签名。", status=400, content_type="text/plain; charset=utf-8")
    elif not account.has_ticket:
        response = HttpResponse(status=503)
    else:
        response = JsonResponse(sign(account, url))
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def sdk(request):
    """Tencent's file, as the owner put it on this machine."""
    if settings.WECHAT_SDK is None:
        raise Http404("No SDK.")
    response = FileResponse(settings.WECHAT_SDK.open("rb"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response
