"""A pass put into a wallet that nobody here wrote (OpenID4VCI 1.0), and what is refused on the way."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from suixing.passes.formats import base64url, sd_jwt
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.jws import make_jws
from suixing.passes.formats.keys import PublicKey, SigningKey, new_signing_key
from suixing.passes.formats.wallet_proof import TYPE
from suixing.passes.wallets.metadata import CONFIGURATION, GRANT
from tests.passes.wallets.conftest import WalletSite
from tests.passes.wallets.desk import at_desk
from tests.passes.wallets.offers import code_in

TOKEN = "/passes/wallet/token"  # noqa: S105 - an address
NONCE = "/passes/wallet/nonce"
CREDENTIAL = "/passes/wallet/credential"


def ask_token(site: WalletSite, offer: dict[str, str], **changed: str) -> httpx.Response:
    sent = {"grant_type": GRANT, "pre-authorized_code": code_in(offer["link"]), "tx_code": offer["number"]}
    return site.client.post(TOKEN, data={**sent, **changed})


def token_for(site: WalletSite, offer: dict[str, str]) -> str:
    answer = ask_token(site, offer)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


def nonce_of(site: WalletSite) -> str:
    nonce: str = site.client.post(NONCE).json()["c_nonce"]
    return nonce


def proof(key: SigningKey, **said: object) -> str:
    payload = {"aud": said.pop("aud"), "iat": said.pop("iat", int(time.time())), "nonce": said.pop("nonce")}
    return make_jws(payload, typ=str(said.pop("typ", TYPE)), key=key, jwk=key.public_jwk, **said)


def ask_pass(site: WalletSite, token: str, *proofs: str, **more: Any) -> httpx.Response:
    wanted = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": list(proofs)}, **more}
    return site.post(CREDENTIAL, wanted, Authorization=f"Bearer {token}")


def refused(answer: httpx.Response, error: str, status: int = 400) -> bool:
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return (answer.status_code, answer.json()) == (status, {"error": error})


def test_a_wallet_of_others_holds_the_pass(site: WalletSite) -> None:
    offer = site.offer()
    held = site.wallet("receive", offer=offer["link"], number=offer["number"])
    assert held["version"] == "V1"
    assert held["known"]
    assert held["claims"]["name"] == "李秀英"
    assert held["claims"]["home_township"] == {"code": "500233001", "name": "重庆市忠县忠州街道"}
    assert held["claims"]["cnf"] == {"jwk": held["shown"]}
    names = {one["locale"]: one["name"] for one in held["configuration"]["credential_metadata"]["display"]}
    assert names == {"zh-CN": "随行证", "en": "Suixing Pass"}
    assert sd_jwt.read(held["credential"]).holder == held["shown"]
    thumbprint = PublicKey.from_jwk(held["shown"]).thumbprint
    entries = site.owner.execute(
        "SELECT detail, subjects, purpose FROM journal_entry WHERE act = 'pass.put_in_wallet'"
        " AND detail->>'holder' = %s", [thumbprint],
    ).fetchall()  # fmt: skip
    assert [(detail, str(whose[0]), purpose) for detail, whose, purpose in entries] == [
        ({"holder": thumbprint}, offer["person"], "wish_of_the_person")
    ]
    signed = site.owner.execute("SELECT signed_with FROM passes_pass WHERE id = %s", [offer["pass"]]).fetchone()
    assert signed == ([1],)


def test_a_desk_offers_it_and_it_goes_into_several_wallets(site: WalletSite) -> None:
    offer = site.offer()
    with at_desk(site.url, "home") as desk:
        held = [desk.offer(site, offer) for _ in range(2)]
        assert held[0]["shown"] != held[1]["shown"]
        assert held[0]["claims"]["name"] == held[1]["claims"]["name"] == "李秀英"
        other = site.offer()
        assert desk.post(f"/desk/people/{other['account']}/passes/{offer['pass']}/wallet/").status_code == 404
    with at_desk(site.url, "desk") as elsewhere:
        path = f"/desk/people/{offer['account']}/passes/{offer['pass']}/wallet/"
        assert elsewhere.post(path).status_code == 404
    entries = site.owner.execute(
        "SELECT officer, act FROM journal_entry WHERE subjects = ARRAY[%s::uuid] AND act IN"
        " ('pass.offered', 'pass.put_in_wallet') AND officer <> 'operator' ORDER BY id", [offer["person"]],
    ).fetchall()  # fmt: skip
    assert entries == [("home.worker", "pass.offered"), ("home.worker", "pass.put_in_wallet")] * 2


def test_an_offer_says_nothing_about_her(site: WalletSite) -> None:
    offer = site.offer()
    assert offer["pass"] not in offer["link"]
    assert offer["number"] not in offer["link"]
    assert len(offer["link"]) < 700
    held = site.owner.execute("SELECT * FROM passes_offer WHERE pass_id = %s", [offer["pass"]]).fetchone()
    assert code_in(offer["link"]) not in str(held)


def test_metadata_is_the_same_for_everybody(site: WalletSite) -> None:
    for path in ("/.well-known/openid-credential-issuer", "/.well-known/oauth-authorization-server", "/passes/type"):
        answer = site.client.get(path, headers={"Cookie": "django_language=en"})
        assert answer.status_code == 200
        assert not {"set-cookie", "vary", "content-language"} & answer.headers.keys()
    assert answer.json()["vct"] == sd_jwt.VCT
    assert {one["path"][0] for one in answer.json()["claims"]} == {claim.value for claim in Claim}


def test_a_code_used_twice_gives_nothing_and_ends_the_token(site: WalletSite) -> None:
    offer = site.offer()
    token = token_for(site, offer)
    assert refused(ask_token(site, offer), "invalid_grant")
    key = new_signing_key()
    answer = ask_pass(site, token, proof(key, aud=site.url, nonce=nonce_of(site)))
    assert refused(answer, "invalid_token", 401)
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_five_wrong_numbers_end_an_offer(site: WalletSite) -> None:
    offer = site.offer()
    wrong = f"{(int(offer['number']) + 1) % 10**6:06}"
    for _ in range(5):
        assert refused(ask_token(site, offer, tx_code=wrong), "invalid_grant")
    assert refused(ask_token(site, offer), "invalid_grant")


def test_one_wrong_number_does_not(site: WalletSite) -> None:
    offer = site.offer()
    assert refused(ask_token(site, offer, tx_code="1"), "invalid_grant")
    assert token_for(site, offer)


def test_a_token_gives_one_pass(site: WalletSite) -> None:
    token, key = token_for(site, site.offer()), new_signing_key()
    first = ask_pass(site, token, proof(key, aud=site.url, nonce=nonce_of(site)))
    assert sd_jwt.read(first.json()["credentials"][0]["credential"]).holder == key.public_jwk
    assert refused(ask_pass(site, token, proof(key, aud=site.url, nonce=nonce_of(site))), "invalid_token", 401)


def test_a_nonce_counts_once(site: WalletSite) -> None:
    key, nonce = new_signing_key(), nonce_of(site)
    assert ask_pass(site, token_for(site, site.offer()), proof(key, aud=site.url, nonce=nonce)).status_code == 200
    second = token_for(site, site.offer())
    assert refused(ask_pass(site, second, proof(key, aud=site.url, nonce=nonce)), "invalid_nonce")
    assert ask_pass(site, second, proof(key, aud=site.url, nonce=nonce_of(site))).status_code == 200


def _none(site: WalletSite, nonce: str) -> str:
    key = new_signing_key()
    said = proof(key, aud=site.url, nonce=nonce).split(".")
    header = (
        b'{"alg":"none","typ":"openid4vci-proof+jwt","jwk":' + str(key.public_jwk).replace("'", '"').encode() + b"}"
    )
    return ".".join([base64url.encode(header), said[1], ""])


def _foreign(site: WalletSite, nonce: str) -> str:
    """Signed by another key than it brings."""
    said = {"aud": site.url, "iat": int(time.time()), "nonce": nonce}
    return make_jws(said, typ=TYPE, key=new_signing_key(), jwk=new_signing_key().public_jwk)


def _fresh(site: WalletSite, nonce: str, **changed: object) -> str:
    return proof(new_signing_key(), **{"aud": site.url, "nonce": nonce, **changed})


BAD_PROOFS: dict[str, tuple[Callable[[WalletSite, str], str], str]] = {
    "another nonce": (lambda site, _: _fresh(site, "a" * 54), "invalid_nonce"),
    "another audience": (lambda site, nonce: _fresh(site, nonce, aud="https://a.example"), "invalid_proof"),
    "no algorithm": (_none, "invalid_proof"),
    "another key": (_foreign, "invalid_proof"),
    "long ago": (lambda site, nonce: _fresh(site, nonce, iat=1), "invalid_proof"),
    "to come": (lambda site, nonce: _fresh(site, nonce, iat=int(time.time()) + 3600), "invalid_proof"),
    "another type": (lambda site, nonce: _fresh(site, nonce, typ="JWT"), "invalid_proof"),
    "an extension": (lambda site, nonce: _fresh(site, nonce, crit=["x"]), "invalid_proof"),
    "no proof at all": (lambda *_: "abc", "invalid_proof"),
}


def test_a_bad_proof_gives_nothing_and_leaves_the_token(site: WalletSite) -> None:
    token = token_for(site, site.offer())
    for said, (made, error) in BAD_PROOFS.items():
        assert refused(ask_pass(site, token, made(site, nonce_of(site))), error), said
    assert ask_pass(site, token, proof(new_signing_key(), aud=site.url, nonce=nonce_of(site))).status_code == 200


def test_a_bad_request_is_answered_in_the_words_of_the_standard(site: WalletSite) -> None:
    offer = site.offer()
    assert refused(ask_token(site, offer, grant_type="authorization_code"), "unsupported_grant_type")
    assert refused(ask_token(site, offer, tx_code=""), "invalid_request")
    assert refused(site.client.post(TOKEN, json={}), "invalid_request")
    twice = f"grant_type={GRANT}&grant_type={GRANT}"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert refused(site.client.post(TOKEN, content=twice, headers=form), "invalid_request")
    token, key = token_for(site, offer), new_signing_key()
    good = proof(key, aud=site.url, nonce=nonce_of(site))
    for more, error in (
        ({"credential_configuration_id": "x"}, "unknown_credential_configuration"),
        ({"credential_configuration_id": None}, "invalid_credential_request"),
        ({"credential_identifier": "x"}, "unknown_credential_identifier"),
        ({"credential_response_encryption": {}}, "invalid_encryption_parameters"),
        ({"more": 1}, "invalid_credential_request"),
        ({"proofs": {}}, "invalid_proof"),
        ({"proofs": {"jwt": [good, good]}}, "invalid_proof"),
        ({"proofs": {"attestation": ["x"]}}, "invalid_proof"),
    ):
        assert refused(ask_pass(site, token, good, **more), error), more
    for body in (b"", b"[]", b"{", b"\xff", b"[" * 60_000):
        sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        assert refused(site.client.post(CREDENTIAL, content=body, headers=sent), "invalid_credential_request")
    large = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    assert refused(site.client.post(CREDENTIAL, content=b" " * (65 * 1024), headers=large), "invalid_request", 413)
    assert refused(site.client.post(TOKEN, content=b"a=" + b"b" * (65 * 1024), headers=form), "invalid_request", 413)
    assert refused(site.post(CREDENTIAL, {}, Authorization="Basic x"), "invalid_token", 401)


def test_a_revoked_pass_goes_into_no_wallet(site: WalletSite) -> None:
    assert refused(ask_token(site, site.told["revoked"]), "invalid_grant")


@pytest.mark.parametrize("ended", ["offer", "token"])
def test_what_has_ended_gives_nothing(site: WalletSite, ended: str) -> None:
    offer = site.offer()
    token = token_for(site, offer) if ended == "token" else ""
    site.owner.execute(
        "UPDATE passes_offer SET until = now() - interval '1 second', made_at = now() - interval '1 hour',"
        " token_until = CASE WHEN used_at IS NULL THEN NULL ELSE now() - interval '1 second' END WHERE pass_id = %s",
        [offer["pass"]],
    )  # fmt: skip
    if token:
        answer = ask_pass(site, token, proof(new_signing_key(), aud=site.url, nonce=nonce_of(site)))
        assert refused(answer, "invalid_token", 401)
    else:
        assert refused(ask_token(site, offer), "invalid_grant")
