"""Real doors and real identities for tests of carrying: a listener in a thread, certificates made for the occasion."""

import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from suixing.config.listen import bind, server_of
from suixing.exchange.post.carriers import Accept
from suixing.exchange.post.https import HttpsCarrier
from suixing.exchange.post.listening import make_app
from suixing.exchange.post.trust import write_trust


@dataclass(frozen=True)
class Identity:
    """A certificate that signs itself, and its key."""

    certificate: Path
    key: Path

    @property
    def pem(self) -> str:
        """The certificate as others hold it."""
        return self.certificate.read_text()

    def context(self) -> ssl.SSLContext:
        """A client that shows this identity and believes any server: for hostile visitors."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_identity(folder: Path, name: str) -> Identity:
    """A new key with a certificate of its own."""
    key = Ed25519PrivateKey.generate()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, None)
    )  # fmt: skip
    made = Identity(folder / f"{name}.pem", folder / f"{name}.key")
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip
    return made


class Door:
    """A listener with real TLS; it can be closed and opened again at the same port."""

    def __init__(
        self, accept: Accept, own: Identity, trusted: Sequence[Identity], trust: Path, *, largest: int, patience: float
    ) -> None:
        write_trust(trust, [identity.pem for identity in trusted])
        self._accept, self._own, self._trust = accept, own, trust
        self._bounds = {"largest": largest, "patience": patience}
        self.port = 0

    def open(self) -> "Door":
        """Listen; at any port the first time."""
        app = make_app(self._accept, largest=int(self._bounds["largest"]), patience=self._bounds["patience"])
        self._server = server_of(app, certificate=self._own.certificate, key=self._own.key, trust=self._trust)
        listening = bind("127.0.0.1", self.port)
        self.port = listening.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]})
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)
        return self

    def close(self) -> None:
        """Listen no longer."""
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> "Door":
        return self.open()

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def connect(self, identity: Identity) -> ssl.SSLSocket:
        """A bare connection, to say on it what no carrier would."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        try:
            return identity.context().wrap_socket(plain)
        except OSError:
            plain.close()
            raise


def carrier_to(port: int, server: Identity, own: Identity, *, timeout: float = 30.0) -> HttpsCarrier:
    """A carrier of ``own`` that expects ``server`` behind this port."""
    return HttpsCarrier(f"https://127.0.0.1:{port}", server.pem, own.certificate, own.key, timeout)
