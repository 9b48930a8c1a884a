"""Makes the provider's database anew and serves it, until it is ended or whoever started it is gone."""

import argparse
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.provider.people import CLIENT_ID, CLIENT_SECRET, PASSWORD, PEOPLE


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        pass


def make_key(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    if path.exists():
        return
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(pem)


def keep_keys() -> None:
    """Has the keys read once, not for each token: it takes a hundred times as long as to sign."""
    from allauth.core.internal import jwkkit

    jwkkit.load_pem = cache(jwkkit.load_pem)


def fill(site: str) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    client = Client(id=CLIENT_ID, name="Boardsite", skip_consent=True, scopes="openid\nprofile\nemail")
    client.set_secret(CLIENT_SECRET)
    client.set_redirect_uris([f"{each}/accounts/oidc/sso/login/callback/" for each in site.split(",")])
    client.set_post_logout_redirect_uris([f"{each}/" for each in site.split(",")])
    client.save()
    for person in PEOPLE:
        first, _, last = person.name.partition(" ")
        user = User.objects.create_user(person.email, person.email, PASSWORD, first_name=first, last_name=last)
        EmailAddress.objects.create(user=user, email=person.email, verified=person.verified, primary=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in person.groups])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.provider")
    parser.add_argument("--port", type=int, default=8191)
    parser.add_argument("--site", default="http://127.0.0.1:8000", help="the board, with commas where it has several")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="provider-") as folder:
        os.environ.setdefault("PROVIDER_DIR", folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.provider.settings"
        make_key(Path(os.environ["PROVIDER_DIR"], "key.pem"))
        import django

        django.setup()
        from django.core.wsgi import get_wsgi_application

        keep_keys()
        fill(arguments.site)
        server = make_server("127.0.0.1", arguments.port, get_wsgi_application(), Server, Quiet)
        print(f"The provider is at http://127.0.0.1:{arguments.port}", flush=True)
        for person in PEOPLE:
            print(f"  {person.email:20} {PASSWORD}   {', '.join(person.groups) or 'no groups'}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
