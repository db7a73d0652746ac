"""What a wallet reads before it asks: who issues, where, and how a pass is called, in both languages."""

from typing import Any

from django.conf import settings

from suixing.kernel.errors import Sentence
from suixing.passes.formats.sd_jwt import TYPE, VCT
from suixing.passes.printing import LABELS

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
CONFIGURATION = "suixing_pass"
ALGORITHM = "ES256"
NAME = Sentence("随行证", "Suixing Pass")
ISSUER = Sentence("随行", "Suixing")
ABOUT = Sentence(
    "免费。任何服务都不以本证为条件；出示哪些内容由本人选择。",
    "Free of charge. No service depends on it, and whoever holds it chooses what it shows.",
)
LOCALES = (("zh-CN", "zh"), ("en", "en"))


def issuer_metadata() -> dict[str, Any]:
    """OpenID4VCI 1.0, 12.2.4."""
    address = settings.SUIXING_PUBLIC_ADDRESS
    return {
        "credential_issuer": address,
        "credential_endpoint": f"{address}/passes/wallet/credential",
        "nonce_endpoint": f"{address}/passes/wallet/nonce",
        "display": _named(ISSUER),
        "credential_configurations_supported": {
            CONFIGURATION: {
                "format": TYPE,
                "vct": VCT,
                "cryptographic_binding_methods_supported": ["jwk"],
                "credential_signing_alg_values_supported": [ALGORITHM],
                "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": [ALGORITHM]}},
                "credential_metadata": {
                    "display": _named(NAME),
                    "claims": [{"path": [claim.value], "display": _named(said)} for claim, said in LABELS.items()],
                },
            }
        },
    }


def server_metadata() -> dict[str, Any]:
    """OAuth 2.0 authorization server metadata (RFC 8414): only a code that an office gave is taken."""
    address = settings.SUIXING_PUBLIC_ADDRESS
    return {
        "issuer": address,
        "token_endpoint": f"{address}/passes/wallet/token",
        "grant_types_supported": [GRANT],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["none"],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def type_metadata() -> dict[str, Any]:
    """SD-JWT VC type metadata: the names of the pass and of its claims, each of which is disclosed by itself."""
    return {
        "vct": VCT,
        "name": NAME.en,
        "description": ABOUT.en,
        "display": [
            {"locale": locale, "name": getattr(NAME, tongue), "description": getattr(ABOUT, tongue)}
            for locale, tongue in LOCALES
        ],
        "claims": [
            {
                "path": [claim.value],
                "display": [{"locale": locale, "label": getattr(said, tongue)} for locale, tongue in LOCALES],
                "sd": "always",
            }
            for claim, said in LABELS.items()
        ],
    }


def _named(said: Sentence) -> list[dict[str, str]]:
    return [{"name": getattr(said, tongue), "locale": locale} for locale, tongue in LOCALES]
