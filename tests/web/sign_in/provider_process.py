"""An OpenID provider that really runs, in a process of its own: ``python -m … FOLDER CALLBACK``.

Prints its port once it answers. Whoever sends the cookie ``who`` is signed in there as that user; approval is given
without asking.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.http import HttpRequest, HttpResponse

CLIENT_ID, CLIENT_SECRET = "suixing-node", "a secret between two machines"


def configure(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings.configure(
        SECRET_KEY="of the provider",  # noqa: S106 - invented
        ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=(), USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite3")}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
        MIDDLEWARE=[f"{__name__}.by_cookie"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": pem, "SCOPES": {"openid": "who somebody is"},
            "PKCE_REQUIRED": True,
        },
    )  # fmt: skip
    django.setup()


def by_cookie(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    from django.contrib.auth.models import AnonymousUser, User

    def answer(request: HttpRequest) -> HttpResponse:
        who = User.objects.filter(username=request.COOKIES.get("who", "")).first()
        request.user = who or AnonymousUser()
        request.session = {}  # type: ignore[assignment]
        return get_response(request)

    return answer


def serve(folder: Path, callback: str) -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for name in ("known", "unknown"):
        User.objects.create_user(name)
    Application.objects.create(
        client_id=CLIENT_ID, client_secret=CLIENT_SECRET, client_type="confidential", name="node",
        authorization_grant_type="authorization-code", redirect_uris=callback, skip_authorization=True,
        algorithm="RS256",
    )  # fmt: skip

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        print(server.server_port, flush=True)  # noqa: T201 - whoever started it reads this
        server.serve_forever()


def addresses() -> tuple[Any, ...]:
    from django.urls import include, path

    return (path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),)


if __name__ == "__main__":
    configure(Path(sys.argv[1]))
    settings.ROOT_URLCONF = addresses()  # type: ignore[assignment]
    serve(Path(sys.argv[1]), sys.argv[2])
