"""What every template may use."""

from django.conf import settings
from django.utils.encoding import iri_to_uri

from leads.places import places_for
from zones.canonical import enquiry_url, root


def site(request):
    """`site`: the zones.site.Site asked for (None without a database); `canonical`: the page's canonical address;
    `contact`: whom to call, without a database as last known; `enquiry_url`: the address of the enquiry form;
    `wechat_sdk`: whether pages may make a card in WeChat. What a view passes under these names takes precedence.
    """
    current = getattr(request, "site", None)
    if current is None:
        contact = places_for(None).contact("", "")  # as last known
        return {"site": None, "canonical": "", "contact": contact, "enquiry_url": enquiry_url()}
    host = (current.city.host if current.city else current.portal.host) or current.host
    return {
        "site": current,
        "canonical": root(host) + iri_to_uri(request.path),
        "contact": current.contact,
        "enquiry_url": enquiry_url(city=current.city, src=request.path),
        "wechat_sdk": bool(settings.WECHAT_SDK),
    }
