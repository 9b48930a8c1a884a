"""What a program sends to sign in, and what it reads of the answers."""

import json

from django.core import mail
from django.test import Client

from boards.jobs import running

API = "/api/v1/auth"
PASSWORD = "correct horse battery"
NEW = {"email": "new@example.com", "password": PASSWORD}


def send(client: Client, path: str, body: object, method: str = "POST", **headers: str):
    return client.generic(method, f"{API}/{path}", json.dumps(body), "application/json", headers=headers)


def login(client: Client, email: str = "ann@example.com", password: str = PASSWORD, **more: str):
    return send(client, "login", {"email": email, "password": password} | more)


def delivered() -> list[str]:
    """To whom e-mail was sent, by the jobs that the answer left behind."""
    running.run_due()
    return [address for message in mail.outbox for address in message.to]


def seen(answer) -> tuple[dict, dict]:
    """Body and headers, but for what names the request."""
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    return body, {name: value for name, value in answer.headers.items() if name.lower() != "x-request-id"}


def bearer(answer) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def me(client: Client, answer):
    return client.get(f"{API}/me", headers=bearer(answer))
