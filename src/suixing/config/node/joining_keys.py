"""What a node holds in secret once it speaks with other nodes: keys of agreement, of recovery and of TLS.

The private half of the recovery key is shown once and kept nowhere on the machine: with it a node whose keys were
stolen or lost proves that it is still the same.
"""

import ipaddress
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from suixing.config.standing import NATION, NATS, Standing
from suixing.kernel.crypto import KEY_BYTES, new_key, public_key_of
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import JOINING, RECOVERY, TLS_CERTIFICATE, TLS_KEY, create_keys, write_secret

CERTIFICATE_DAYS = 3650
NATS_KEY = "exchange-nats"
"""At the hub: what the passwords of its NATS server are derived from."""
_GROUP = 4

TO_WRITE_DOWN = Sentence(
    "恢复密钥（只显示这一次；请抄写或打印，与本机分开保管；密钥丢失或被盗后，只有它能证明本节点的身份）：",
    "The recovery key, shown this once. Write it down or print it and keep it away from this machine: when the node's "
    "keys are lost or stolen, nothing else proves that it is the same node:",
)
WRITTEN_OUT = Sentence(
    "恢复密钥已写入 {path}；请把该文件移到别处保管，不要留在本机。",
    "The recovery key was written to {path}: move that file elsewhere and leave no copy on this machine.",
)
MADE_BEFORE = Sentence(
    "恢复密钥此前已给出，不能再次显示；未写入 {path}。",
    "The recovery key was given out before and cannot be shown again; nothing was written to {path}.",
)
OUT_EXISTS = Sentence(
    "{path} 已存在；未写入任何内容。请用 --recovery-out 指定新的文件。",
    "{path} exists already; nothing was written. Name a new file with --recovery-out.",
)
OUT_INSIDE = Sentence(
    "恢复密钥不能放在节点的数据目录中；未写入任何内容。请用 --recovery-out 指定别处的文件。",
    "The recovery key does not belong in the node's data folder; nothing was written. Name a file elsewhere with "
    "--recovery-out.",
)
CANNOT_WRITE = Sentence(
    "{path} 无法写入（{why}）；未生成恢复密钥。请用 --recovery-out 另选文件，再次运行。",
    "{path} cannot be written ({why}); no recovery key was made. Choose another file with --recovery-out and run this "
    "again.",
)


def check_recovery_out(home: Path, keys: Path, out: Path | None) -> None:
    """Raises Refusal where the recovery key could not go to ``out``, before anything is made."""
    if out is None or (keys / RECOVERY).exists():
        return
    if out.exists():
        raise Refusal(OUT_EXISTS.format(path=out))
    if out.resolve().is_relative_to(home.resolve()):
        raise Refusal(OUT_INSIDE)


def make_joining_keys(keys: Path, standing: Standing, recovery_out: Path | None) -> None:
    """Make what is missing; a key that exists is never replaced."""
    create_keys(keys, JOINING)
    if standing.role == NATION and standing.exchange.get("transport") == NATS:
        create_keys(keys, (NATS_KEY,))
    make_tls(keys, place=standing.place, host=str(standing.exchange["host"]))
    if not (keys / RECOVERY).exists():
        _make_recovery(keys, recovery_out)
    elif recovery_out is not None:
        _say(MADE_BEFORE.format(path=recovery_out))


def _make_recovery(keys: Path, out: Path | None) -> None:
    private = new_key()
    text = private.hex()
    shown = " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
    if out is None:
        _say(TO_WRITE_DOWN)
        print(f"\n    {shown}\n", flush=True)
    else:
        try:
            descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(shown + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Refusal(CANNOT_WRITE.format(path=out, why=error.strerror or "?")) from None
        _say(WRITTEN_OUT.format(path=out))
    # Last: whoever has the public half can trust that somebody was handed the private one.
    write_secret(keys / RECOVERY, public_key_of(private).hex())


def read_recovery(text: str) -> bytes | None:
    """The private half as somebody types it from paper; None for what is no such key."""
    digits = re.sub(r"\s", "", text)
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def make_tls(keys: Path, *, place: str, host: str) -> None:
    """The key of TLS and a certificate signed by itself, as far as they are missing.

    Others know the node by this very certificate, so it stays when the node moves to another host.
    """
    if not (keys / TLS_KEY).exists():
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_secret(keys / TLS_KEY, pem.decode().strip())
    if not (keys / TLS_CERTIFICATE).exists():
        write_secret(keys / TLS_CERTIFICATE, _certificate(keys / TLS_KEY, place, host).strip())


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _certificate(key_file: Path, place: str, host: str) -> str:
    key = load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the key of TLS is one of P-256")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, place)])
    names = list(dict.fromkeys(_name_of(one) for one in (host, "127.0.0.1", "localhost")))
    now = datetime.now(UTC)
    uses = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # the other node's clock may be behind
        .not_valid_after(now + timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, **uses), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def _say(sentence: Sentence) -> None:
    print(f"{sentence.zh}\n{sentence.en}", flush=True)
