"""The pages of signing in after the password, and each person's own page about the safety of their account."""

from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from staff import second_factor
from staff.forms import CodeForm, ProofForm, RecoveryForm, SignInCodeForm
from staff.models import SignInEvent, TrustedDevice
from staff.record import note

Kind = SignInEvent.Kind
WRONG_CODE = "验证码不对。请输入手机上正在显示的六位数字，每个只能用一次；手机的时间要准。"


def code(request):
    """The code of the authenticator app, after the password."""
    if second_factor.missing_step(request.user) != second_factor.CODE:
        return redirect(_next(request))
    form = SignInCodeForm(request.POST or None)
    if form.is_valid() and (device := _checked(request, form)):
        note(request, Kind.CODE, request.user)
        response = redirect(_next(request))
        if form.cleaned_data.get("trust"):
            second_factor.trust(request, response)
        else:
            second_factor.verify(request, device)
        return response
    return _page(request, "staff/code.html", form=form, title="验证码")


def recovery(request):
    """A recovery code instead, for who has not got the phone at hand."""
    if second_factor.missing_step(request.user) != second_factor.CODE:
        return redirect(_next(request))
    form = RecoveryForm(request.POST or None)
    if form.is_valid() and (device := _checked(request, form)):
        second_factor.verify(request, device)
        note(request, Kind.RECOVERY, request.user)
        left = second_factor.count_recovery_codes(request.user)
        messages.warning(request, f"这个恢复码已经作废，还剩 {left} 个。手机丢了，请在“账号安全”里换绑新手机。")
        return redirect(_next(request))
    return _page(request, "staff/recovery.html", form=form, title="恢复码")


def enrol(request):
    """Bring an authenticator app and the account together; the answer shows the recovery codes, once."""
    user = request.user
    if user.has_second_factor:
        return redirect("staff:security")
    # Kept in the session until a code proves that the app has it: reloading shows the same picture.
    key = request.session.setdefault("second_factor_key", second_factor.new_key())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if enrolled := second_factor.enrol(user, key, form.cleaned_data["code"]):
            device, codes = enrolled
            del request.session["second_factor_key"]
            second_factor.verify(request, device)
            note(request, Kind.ENROLLED, user)
            return _codes_page(request, codes)
        form.add_error("code", WRONG_CODE)
    issuer = admin.site.each_context(request)["site_title"]
    app = second_factor.enrolment(user, key, issuer)
    is_required = settings.REQUIRE_SECOND_FACTOR
    return _page(request, "staff/enrol.html", form=form, title="绑定验证器", app=app, is_required=is_required)


def security(request):
    """How this account is protected: the second factor, recovery codes left, trusted devices."""
    context = {
        "title": "账号安全",
        "codes_left": second_factor.count_recovery_codes(request.user),
        "devices": TrustedDevice.objects.accepted(request.user),
        "this_device": second_factor.trusted_device(request),
        "events": request.user.sign_in_events.all()[:10],
    }
    return _page(request, "staff/security.html", **context)


def recovery_codes(request):
    """New recovery codes for old ones, against a code."""
    form = ProofForm(request.POST or None)
    if form.is_valid() and _checked(request, form):
        note(request, Kind.NEW_CODES, request.user)
        return _codes_page(request, second_factor.renew_recovery_codes(request.user))
    context = {"title": "换一组恢复码", "verb": "换一组", "warning": "旧的恢复码随即作废。"}
    return _page(request, "staff/confirm.html", form=form, **context)


def remove(request):
    """Take the second factor off the account, against a code: to change phones, or to do without."""
    form = ProofForm(request.POST or None)
    if form.is_valid() and _checked(request, form):
        second_factor.remove(request.user)
        note(request, Kind.REMOVED, request.user)
        return redirect("staff:enrol" if settings.REQUIRE_SECOND_FACTOR else "staff:security")
    after = "下一步绑定新的验证器" if settings.REQUIRE_SECOND_FACTOR else "以后登录只凭密码，直到重新开启"
    warning = f"旧验证器、恢复码和可信设备随即作废，{after}。"
    return _page(request, "staff/confirm.html", form=form, title="解除验证器", verb="解除", warning=warning)


@require_POST
def distrust(request, pk):
    """Take the trust in one of one's own devices back."""
    get_object_or_404(TrustedDevice, pk=pk, user=request.user).delete()
    note(request, Kind.DISTRUSTED, request.user)
    messages.success(request, "已撤销。那台设备下次要重新登录。")
    return redirect("staff:security")


def _checked(request, form):
    """The device whose code the form holds, recovery codes included; None after telling the form why not."""
    typed = form.cleaned_data["code"]
    is_recovery_code = len(typed) == second_factor.RECOVERY_LENGTH
    check = second_factor.check_recovery_code if is_recovery_code else second_factor.check_code
    try:
        device = check(request.user, typed)
    except second_factor.TooSoon as wait:
        form.add_error("code", f"刚才输错了，请等 {wait.seconds} 秒再试。")
        return None
    if device is None:
        note(request, Kind.WRONG_CODE, request.user)
        form.add_error("code", "恢复码不对，或者已经用过。" if is_recovery_code else WRONG_CODE)
    return device


def _codes_page(request, codes):
    return _page(request, "staff/recovery_codes.html", title="恢复码", codes=codes)


def _next(request):
    """The page that was asked for, if it is on this site; else the start page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else reverse("admin:index")


def _page(request, template, **context):
    return render(request, template, {**admin.site.each_context(request), "next": _next(request), **context})
