"""People."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from boards.api.auth import person

router = Router(tags=["Users"])


@router.get("users/me")
def read_me(request: HttpRequest) -> dict[str, Any]:
    """Oneself."""
    user = person(request)
    return {"id": user.pk, "email": user.email, "display_name": user.display_name}
