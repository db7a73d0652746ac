"""Ceremonies of her passkeys (WebAuthn): what the browser is asked, and whether its answer is right.

``state`` goes to the browser signed and comes back; what was signed once is refused by the database a second time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from suixing.kernel.crypto import CryptoError
from suixing.kernel.keys import keyring_at
from suixing.residents.proving import mark_of_passkey
from suixing.residents.queries import held_passkey

SEALED_AS = b"resident passkey"
LONGEST_ANSWER = 20_000


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What the browser is given (``options``) and what is to come back beside its answer (``state``)."""

    options: dict[str, Any]
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class MadePasskey:
    """A passkey that was just made, ready to be kept."""

    credential_id: bytes
    sealed: bytes
    counter: int


@dataclass(frozen=True, slots=True)
class ShownPasskey:
    """A passkey whose signature was right."""

    credential_id: bytes
    challenge: bytes
    counter: int


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(name="Suixing", id=host))


def begin_making(*, host: str, handle: bytes, name: str) -> Ceremony:
    """Ask for a passkey that is found without saying who she is; ``name`` is what her device lists it as."""
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(name=name, id=handle, display_name=name),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Ceremony(dict(options), state)


def made(*, host: str, state: Mapping[str, Any], answer: str) -> MadePasskey | None:
    """The passkey in the browser's answer; None for one that is not right."""
    try:
        told = _server(host).register_complete(dict(state), RegistrationResponse.from_dict(_read(answer)))
    except (ValueError, TypeError, KeyError, AttributeError, LookupError):
        return None
    data = told.credential_data
    if data is None:
        return None
    sealed = keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(bytes(data), SEALED_AS)
    return MadePasskey(bytes(data.credential_id), sealed, told.counter)


def begin_showing(*, host: str) -> Ceremony:
    """Ask for any passkey of this site."""
    options, state = _server(host).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return Ceremony(dict(options), state)


def shown(*, host: str, state: Mapping[str, Any], answer: str) -> ShownPasskey | None:
    """The passkey in the browser's answer, where it is held and its signature is right."""
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        held = held_passkey(mark_of_passkey(bytes(response.raw_id)))
        if held is None:
            return None
        data = AttestedCredentialData(keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(held[0], SEALED_AS))
        _server(host).authenticate_complete(dict(state), [data], response)
        challenge = websafe_decode(str(state["challenge"]))
    except (CryptoError, ValueError, TypeError, KeyError, AttributeError, LookupError):
        return None
    return ShownPasskey(bytes(response.raw_id), challenge, response.response.authenticator_data.counter)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    said = json.loads(answer)
    if not isinstance(said, dict):
        raise TypeError("an answer is an object")
    return said
