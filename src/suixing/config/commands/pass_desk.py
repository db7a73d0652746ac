"""``suixing pass issue | renew | revoke | show``: passes of one home office, each act and reading in the journal.

Identifiers are read from standard input, as with ``suixing people``.
"""

import argparse
import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.people import person_meant
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

if TYPE_CHECKING:
    from suixing.passes.queries import PassSeen

REASONS = {"lost": "遗失", "asked": "本人要求", "mistaken": "签发有误"}
NO_PASS = Sentence(
    "本机构没有为此人签发过有效的随行证；未办理。签发请运行 suixing pass issue。",
    "This office issued no pass to her that is valid; nothing was done. To issue one, run suixing pass issue.",
)
BAD_PASS = Sentence(
    "--pass 须为随行证编号（UUID）；未办理。", "--pass takes the number of a pass (a UUID); nothing was done."
)
ISSUED = Sentence("已签发随行证 {number}，有效至 {until}。", "The pass {number} is issued; it is valid until {until}.")
RENEWED = Sentence(
    "已换发随行证 {number}，有效至 {until}；旧证到期前仍有效。",
    "The pass {number} is issued and valid until {until}; the old one stays valid until its own last day.",
)
REISSUED = Sentence(
    "已补发随行证 {number}，有效至 {until}；遗失的一张已注销。",
    "The pass {number} is issued and valid until {until}; the one that was lost is revoked.",
)
REVOKED = Sentence("已注销随行证 {number}，不能恢复。", "The pass {number} is revoked, which cannot be undone.")
NONE_HELD = Sentence("本机构没有为此人签发过随行证。", "This office has issued no pass to her.")
STANDINGS = {
    "valid": Sentence("有效", "valid"),
    "not_yet": Sentence("尚未生效", "not yet valid"),
    "expired": Sentence("已过期", "expired"),
    "revoked": Sentence("已注销", "revoked"),
}


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs of the home office."""
    made: dict[str, argparse.ArgumentParser] = {}
    told: tuple[tuple[str, Callable[[argparse.Namespace], int], str], ...] = (
        ("issue", _issue, "户籍地机构签发 issue one, by the home office"),
        ("renew", _renew, "换新；旧证到期前仍有效 renew one; the old one stays valid to its end"),
        ("revoke", _revoke, "注销，不能恢复 revoke one for good"),
        ("show", _show, "此人的随行证及历史 her passes and their history"),
    )
    for name, run, said in told:
        verb = made[name] = verbs.add_parser(name, help=said)
        verb.add_argument("--office", required=True, metavar="CODE")
        verb.add_argument("--subject", metavar="UUID", help="系统编号，代替证件号码 opaque id instead of an identifier")
        verb.set_defaults(run=run)
    for name in ("renew", "revoke"):
        made[name].add_argument("--pass", dest="number", metavar="UUID", help="哪一张，默认最新 which; the newest")
    made["renew"].add_argument("--lost", action="store_true", help="遗失补发，注销旧证 it was lost: revoke it")
    made["revoke"].add_argument("--for", dest="reason", required=True, choices=tuple(REASONS), help="理由 why")
    made["show"].add_argument("--json", action="store_true")


def _issue(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.actions import issue_pass, prepare  # noqa: PLC0415 - only after setup

        now = datetime.now(BEIJING)
        person = person_meant(chosen)
        prepare(by=OFFICER, now=now)
        _tell(ISSUED, issue_pass(person=person, office=chosen.office, by=OFFICER, now=now), now)
    return 0


def _renew(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.actions import prepare, reissue_pass, renew_pass  # noqa: PLC0415 - only after setup

        now = datetime.now(BEIJING)
        number = _pass_meant(chosen, now)
        prepare(by=OFFICER, now=now)
        act, said = (reissue_pass, REISSUED) if chosen.lost else (renew_pass, RENEWED)
        _tell(said, act(number=number, office=chosen.office, by=OFFICER, now=now), now)
    return 0


def _revoke(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.actions import RevokedFor, prepare, revoke_pass  # noqa: PLC0415 - only after setup

        now = datetime.now(BEIJING)
        number = _pass_meant(chosen, now)
        prepare(by=OFFICER, now=now)
        reason = RevokedFor(chosen.reason)
        revoke_pass(number=number, office=chosen.office, reason=reason, by=OFFICER, now=now)
        _tell(REVOKED, number, now)
    return 0


def _show(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.journeys.passes import show_passes  # noqa: PLC0415 - only after setup

        now = datetime.now(BEIJING)
        seen = show_passes(person=person_meant(chosen), office=chosen.office, by=OFFICER, now=now)
        if chosen.json:
            print(json.dumps([_row(one) for one in seen], indent=2))
        else:
            _print(seen)
        seal_journal(now=now)
    return 0


def _pass_meant(chosen: argparse.Namespace, now: datetime) -> UUID:
    """The pass that was named, or her newest valid one of this office that no other one replaces."""
    from suixing.passes.queries import Standing, passes_of  # noqa: PLC0415 - only after setup

    person = person_meant(chosen)
    held = passes_of(person=person, office=chosen.office, today=now.date())
    if chosen.number is not None:
        try:
            named = UUID(chosen.number)
        except ValueError:
            raise Refusal(BAD_PASS) from None
        found = [one.number for one in held if one.number == named]
    else:
        found = [one.number for one in held if one.standing is not Standing.REVOKED]
    if not found:
        raise Refusal(NO_PASS)
    return found[0]


def _tell(said: Sentence, number: UUID, now: datetime) -> None:
    from suixing.passes.queries import pass_of  # noqa: PLC0415 - only after setup

    seal_journal(now=now)
    sentence = said.format(number=number, until=pass_of(number, today=now.date()).valid_until)
    print(f"{sentence.zh}\n{sentence.en}")


def _print(seen: "list[PassSeen]") -> None:
    if not seen:
        print(f"{NONE_HELD.zh}\n{NONE_HELD.en}")
    for one in seen:
        standing = STANDINGS[one.standing.value]
        print(f"{one.number}  {one.valid_from} – {one.valid_until}  {standing.both()}  {one.revoked_for}".rstrip())


def _row(one: "PassSeen") -> dict[str, object]:
    return {
        "pass": str(one.number),
        "office": one.office,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat(),
        "standing": one.standing.value,
        "issued_at": one.issued_at.isoformat(),
        "revoked_at": None if one.revoked_at is None else one.revoked_at.isoformat(),
        "revoked_for": one.revoked_for or None,
        "replaces": None if one.replaces is None else str(one.replaces),
        "replaced_by": None if one.replaced_by is None else str(one.replaced_by),
        "signed_with": list(one.signed_with),
    }
