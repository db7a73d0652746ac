"""Parcels to the next hop over HTTPS, each in a request of its own, to exactly the server whose certificate is known.

Both sides show their certificates. No authority vouches for either: each knows the other's certificate beforehand, so
the name of the host proves nothing and is not looked at.
"""

import hashlib
import ssl
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from uuid import UUID

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout, parse_url

from suixing.exchange.post.carriers import (
    BUSY,
    EXPIRES_HEADER,
    LARGEST,
    NODE_HEADER,
    PATH,
    REFUSED,
    TAKEN,
    TOO_LARGE,
    UNREACHABLE,
    UNTRUSTED,
    URGENT_HEADER,
    Parcel,
)  # fmt: skip

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
CONNECTIONS = 4
END = "-----END CERTIFICATE-----"
ANSWERS = {200: TAKEN, 413: TOO_LARGE, 503: BUSY}
# What is wrong with the way rather than with the parcel: the next one would meet the same.
OF_THE_WAY = {UNREACHABLE, UNTRUSTED}


class HttpsCarrier:
    """Carries to ``url``, whose server must hold ``peer_certificate`` (PEM); connections are kept between parcels.

    Of two certificates in ``peer_certificate`` it may hold either: that is a node that changes over.

    Raises ValueError where the address or that certificate is none, OSError where our own certificate cannot be read.
    """

    def __init__(
        self, url: str, peer_certificate: str, own_certificate: Path, own_key: Path, timeout: float = ANSWER_SECONDS,
    ) -> None:  # fmt: skip
        """``timeout`` is how many seconds the server may be silent."""
        address = parse_url(url)
        if address.scheme != "https" or not address.host:
            raise ValueError("a carrier needs an https address")
        pinned = [ssl.PEM_cert_to_DER_cert(one) for one in _pems(peer_certificate)]
        self._path = (address.path or "").rstrip("/") + PATH
        self._pool = urllib3.HTTPSConnectionPool(
            address.host, address.port or 443, maxsize=CONNECTIONS, retries=False,
            timeout=Timeout(connect=min(CONNECT_SECONDS, timeout), read=timeout),
            ssl_context=_context(pinned, own_certificate, own_key),
            # The context trusts the certificate and whatever that may have signed; this one alone is meant.
            assert_fingerprint=hashlib.sha256(pinned[0]).hexdigest() if len(pinned) == 1 else None,
        )  # fmt: skip

    def give(self, parcels: Sequence[Parcel]) -> dict[UUID, str]:
        """As ``Carrier.give``. Where the way itself is closed the rest is not tried, and gets the same word."""
        said: dict[UUID, str] = {}
        closed = ""
        for parcel in parcels:
            said[parcel.id] = closed or self._give(parcel)
            if said[parcel.id] in OF_THE_WAY:
                closed = said[parcel.id]
        return said

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def _give(self, parcel: Parcel) -> str:
        if len(parcel.body) > LARGEST:
            return TOO_LARGE
        headers = {
            NODE_HEADER: parcel.node,
            EXPIRES_HEADER: parcel.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            URGENT_HEADER: str(int(parcel.urgent)),
            "Content-Type": "application/octet-stream",
        }
        try:
            return ANSWERS.get(self._post(f"{self._path}{parcel.id}", parcel.body, headers), REFUSED)
        except (HTTPError, OSError) as fault:
            return UNTRUSTED if _is_distrust(fault) else UNREACHABLE

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        answer = self._pool.request(
            "POST", path, body=body, headers=headers, redirect=False, preload_content=False, decode_content=False
        )
        try:
            if answer.read(1):  # answers are empty; a connection on which there is more is of no further use
                answer.close()
        finally:
            answer.release_conn()
        return answer.status


def _pems(text: str) -> list[str]:
    """The certificates of a text; one that is none where there is none, so that it is refused as such."""
    return [f"{one.strip()}\n{END}" for one in text.split(END) if one.strip()] if END in text else [text]


def _context(pinned: Sequence[bytes], own_certificate: Path, own_key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the certificate itself is trusted, whoever signed it
    context.load_verify_locations(cadata=b"".join(pinned))
    context.load_cert_chain(own_certificate, own_key)
    return context


def _is_distrust(fault: Exception) -> bool:
    """Whether one of the two did not accept the other's certificate; a way that was cut off is something else."""
    told = fault.args[0] if fault.args and isinstance(fault.args[0], Exception) else fault
    if isinstance(told, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return False
    return isinstance(fault, urllib3.exceptions.SSLError | ssl.SSLError)
