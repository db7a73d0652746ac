"""The province's own identity provider (OpenID Connect), from the environment; checked before anything starts."""

import os
from typing import Any
from urllib.parse import urlsplit

from suixing.kernel.errors import Refusal, Sentence

NEEDED = ("SUIXING_OIDC_ISSUER", "SUIXING_OIDC_CLIENT_ID", "SUIXING_OIDC_CLIENT_SECRET")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PROVIDER_ID = "province"


def provider_of(environ: dict[str, str] | None = None) -> dict[str, Any]:
    """allauth's ``SOCIALACCOUNT_PROVIDERS``, empty where no provider is set; raises Refusal for half a setting."""
    values = os.environ if environ is None else environ
    said = {name: values.get(name, "").strip() for name in NEEDED}
    if not any(said.values()):
        return {}
    missing = [name for name, value in said.items() if not value]
    if missing:
        raise Refusal(
            Sentence(
                zh="统一身份认证的设置须齐全，缺少 {missing}；节点未启动。",
                en="The settings of the identity provider must be complete; {missing} is missing. Nothing was started.",
            ).format(missing=", ".join(missing))
        )
    issuer = urlsplit(said["SUIXING_OIDC_ISSUER"])
    safe = issuer.scheme == "https" or (issuer.scheme == "http" and issuer.hostname in LOOPBACK)
    if not safe or not issuer.hostname:
        raise Refusal(
            Sentence(
                zh="SUIXING_OIDC_ISSUER 须是 https 地址；节点未启动。",
                en="SUIXING_OIDC_ISSUER must be an https address; nothing was started.",
            )
        )
    app = {
        "provider_id": PROVIDER_ID,
        "name": values.get("SUIXING_OIDC_NAME", "").strip() or str(issuer.hostname),
        "client_id": said["SUIXING_OIDC_CLIENT_ID"],
        "secret": said["SUIXING_OIDC_CLIENT_SECRET"],
        "settings": {
            "server_url": said["SUIXING_OIDC_ISSUER"].rstrip("/"),
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
        },
    }
    return {"openid_connect": {"APPS": [app]}}
