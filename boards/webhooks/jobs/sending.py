"""One attempt to send one delivery: on whose behalf, what, where to, and what came back."""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from boards.exceptions import NotFound
from boards.models import OffReason, Webhook, WebhookDelivery
from boards.webhooks.queries import payloads, rights
from boards.webhooks.rules import addresses, attempts, signing
from boards.webhooks.rules.attempts import Answer
from boards.webhooks.services import deliveries, webhooks
from boardsite import calling
from boardsite.observing import metrics

logger = logging.getLogger("boardsite.webhooks")

# For the whole of a call, and what is read of an answer; a part of that is kept to be looked at.
SECONDS, LIMIT = 10.0, 64 * 1024
KEPT_BODY, KEPT_HEADER, MOST_HEADERS = 8 * 1024, 500, 30
USER_AGENT = "Boardsite-Webhooks"


class Closed(OSError):
    """The address may not be called."""


def send(delivery: WebhookDelivery) -> None:
    """Send it if it may be sent, and note what came of it. The caller has claimed it."""
    webhook, now = delivery.webhook, timezone.now()
    if not webhook.is_on and not delivery.is_test:
        return deliveries.cancel(delivery=delivery)
    role = rights.role_for(webhook, delivery.project or webhook.project)
    secrets = webhooks.secrets_of(webhook, now)
    if role is None or not secrets:
        deliveries.cancel(delivery=delivery)
        reason = OffReason.NO_RIGHTS if role is None else OffReason.NO_SECRET
        _switch_off(webhook, reason)
        return None
    try:
        body = delivery.body or payloads.body_of(delivery, role)
    except Exception:
        # Given up in the end like any other, or nothing of this lane would ever be sent again.
        logger.exception("Delivery %s of webhook %s can't be put into words.", delivery.pk, webhook.pk)
        return _settle(delivery, Answer(error="it could not be put into words"))
    headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT}
    headers |= signing.headers(delivery.event_id, body, secrets, now)
    deliveries.note_sent(delivery=delivery, body=body, headers=headers)
    return _settle(delivery, post(webhook.address, body.encode(), headers))


def _settle(delivery: WebhookDelivery, answer: Answer) -> None:
    state, webhook = deliveries.settle(delivery=delivery, answer=answer), delivery.webhook
    metrics.webhook_deliveries.labels(state).inc()
    if not answer.is_through:
        host = addresses.host_of(webhook.address)
        what = f"{answer.status} {answer.error}".strip() if answer.status else answer.error
        logger.info("Webhook %s: %s did not take delivery %s: %s", webhook.pk, host, delivery.pk, what)
    if answer.status == attempts.GONE:
        _switch_off(webhook, OffReason.GONE)
    elif attempts.is_hopeless(webhook.failures, webhook.failing_since, timezone.now()) and not answer.is_through:
        _switch_off(webhook, OffReason.FAILING)


def _switch_off(webhook: Webhook, reason: OffReason) -> None:
    """Unless it has been deleted meanwhile."""
    with suppress(NotFound):
        webhooks.switch_off(webhook=webhook, reason=reason, actor=None)


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Call an address once, and follow no redirect: it could lead anywhere, and a receiver has one address."""
    begun = time.monotonic()
    parts = urlsplit(address)
    answer: Answer | None = None
    try:
        # What has answered before its time was over has answered, whatever became of the rest.
        with calling.connected(parts, seconds=SECONDS, resolve=_resolver(parts.scheme)) as connection:
            sent = {
                "Host": parts.netloc,
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                "Connection": "close",
                **headers,
            }
            connection.request("POST", calling.path_of(parts), body=body, headers=sent)
            with connection.getresponse() as response:
                if time.monotonic() - begun >= SECONDS:
                    raise TimeoutError  # http.client takes the end that we have made for the end of the headers
                answer = _read(connection, response)
    except calling.ERRORS as error:
        answer = answer or Answer(error=_cause(error))
    return Answer(answer.status, answer.headers, answer.body, answer.error, int(1000 * (time.monotonic() - begun)))


def look_up(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _resolver(scheme: str) -> calling.Resolver:
    """Those of them that may be called; without TLS only those in networks that the settings name."""
    may = addresses.may_be_called if scheme == "https" else addresses.is_named

    def resolve(host: str, port: int) -> Sequence[str]:
        found = list(dict.fromkeys(look_up(host, port)))
        open_ones = [address for address in found if may(address, settings.WEBHOOK_ALLOWED_NETWORKS)]
        if found and not open_ones:
            raise Closed("its address lies in a private network, which may not be called")
        return open_ones

    return resolve


def _read(connection: HTTPConnection, response: HTTPResponse) -> Answer:
    """The answer, of which no more is read than is needed to look at it."""
    content = b""
    try:
        while len(content) < LIMIT and (part := response.read1(LIMIT - len(content))):
            content += part
    except calling.ERRORS:
        pass  # the status has been given, and that is what counts
    headers = {_clean(name, 60): _clean(value, KEPT_HEADER) for name, value in response.getheaders()[:MOST_HEADERS]}
    error = ""
    if 300 <= response.status < 400:
        error = "a redirect, which is not followed"
    return Answer(response.status, headers, _clean(content[:KEPT_BODY].decode("utf-8", "replace"), KEPT_BODY), error)


def _clean(text: str, limit: int) -> str:
    """What a database can hold of what a stranger sent."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()[:limit]


def _cause(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS:.0f} seconds"
    if isinstance(error, Closed):
        return str(error)
    if isinstance(error, socket.gaierror):
        return "the host is not known"
    if isinstance(error, ssl.SSLError):
        return f"no safe connection: {ascii(getattr(error, 'verify_message', '') or error.reason or error)[1:-1]}"
    return f"{type(error).__name__}: {ascii(str(error))[1:-1]}"[:200]
