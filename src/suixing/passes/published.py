"""What this node tells the public about passes: its keys, its status lists, whom it trusts, and all lists in one file.

The same for whoever asks; nothing here is about one pass.
"""

import orjson
from django.conf import settings

from suixing.exchange.queries import documents, versions
from suixing.kernel.crypto import sha256
from suixing.passes.keys import issuer_keys
from suixing.passes.trust_models import IssuerClaim, SignedTrust
from suixing.passes.trusting import STATUS


def issuer_metadata() -> str | None:
    """The issuer's address and its keys (SD-JWT VC, 5), without withdrawn ones; None where it has none."""
    keys = [
        {**one.public_jwk, "kid": one.thumbprint, "alg": "ES256", "use": "sig"}
        for one in issuer_keys()
        if one.withdrawn_at is None
    ]
    if not keys:
        return None
    return orjson.dumps({"issuer": settings.SUIXING_PUBLIC_ADDRESS, "jwks": {"keys": keys}}).decode()


def signed_trust() -> str | None:
    """The newest list of issuers that this node signed; None before the first one."""
    return SignedTrust.objects.values_list("token", flat=True).first()


def bundle_mark() -> str:
    """Another one whenever ``status_lists`` says something else."""
    nodes = _issuing()
    return sha256(orjson.dumps([one for one in versions(STATUS) if one[0] in nodes])).hex()


def status_lists() -> list[str]:
    """Every status list that is held here, of this node and of others that issue."""
    nodes = _issuing()
    return [one.body for one in documents(STATUS) if one.node in nodes]


def bundle(lists: list[str]) -> str:
    """Status lists as one file, ``{"lists": [token, …]}``.

    The same for everybody: who fetches all of them tells nobody which pass, or whose, is checked (P5).
    """
    return orjson.dumps({"lists": lists}).decode()


def _issuing() -> set[str]:
    return set(IssuerClaim.objects.values_list("node", flat=True))
