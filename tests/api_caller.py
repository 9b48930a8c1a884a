"""A caller of the API: JSON in, JSON out."""

import json
from typing import Any

from django.test import Client

from boards.models import User
from tests.factories import sign_in

API = "/api/v1/"


class Api:
    """Calls as one person, in a browser's session."""

    def __init__(self, user: User | None) -> None:
        self.client = Client()
        if user is not None:
            sign_in(self.client, user)

    def call(self, method: str, path: str, body: Any = None, **headers: str):
        """The response; `If_Match` among the keywords is the header If-Match. A text as `body` is sent as it is."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        kind = "application/json" if body is not None else "application/octet-stream"
        address = path if path.startswith(("/", "http")) else API + path
        return self.client.generic(method, address, sent, content_type=kind, headers=given)

    def get(self, path: str, **headers: str):
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str):
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str):
        return self.call("PUT", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str):
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str):
        return self.call("DELETE", path, **headers)


def fields(response) -> list[str]:
    """The fields that a problem names."""
    return [error["field"] for error in response.json()["errors"]]
