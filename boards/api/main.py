"""The API as a whole: its routers, its ways to authenticate, its documents."""

from __future__ import annotations

from ninja import NinjaAPI, Swagger

from boards.api import accounts, errors, users
from boards.api.auth import WAYS

api = NinjaAPI(
    title="Boardsite API",
    version="1",
    urls_namespace="api",
    auth=WAYS,
    docs=Swagger(),
    docs_url=None,
)
errors.register(api)
api.add_router("auth", accounts.router)
api.add_router("", users.router)
