"""Programs that show who they are by a token: `Authorization: Bearer …`."""

import secrets

from django.http import HttpRequest


def is_sent(request: HttpRequest, token: str) -> bool:
    """Whether the request brings that token; False where none is set. Takes as long whatever is sent."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(sent.encode(), token.encode())
