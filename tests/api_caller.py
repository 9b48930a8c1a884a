"""A caller of the API: JSON in, JSON out."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

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
        if isinstance(body, dict) and any(isinstance(value, bytes) for value in body.values()):
            return self.send(method, path, body, **headers)
        sent = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        kind = "application/json" if body is not None else "application/octet-stream"
        address = path if path.startswith(("/", "http")) else API + path
        return self.client.generic(method, address, sent, content_type=kind, headers=given)

    def send(self, method: str, path: str, form: dict[str, Any], **headers: str):
        """The same for a form with files: what is given as bytes is one, named after its field."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        parts = {
            name: SimpleUploadedFile(f"{name}.txt", value) if isinstance(value, bytes) else value
            for name, value in form.items()
        }
        sent = encode_multipart(BOUNDARY, parts)
        address = path if path.startswith("/") else API + path
        return self.client.generic(method, address, sent, content_type=MULTIPART_CONTENT, headers=given)

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
