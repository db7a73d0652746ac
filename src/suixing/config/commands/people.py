"""``suixing people``: what an office may ask and do about one person, each act and reading in the journal.

Identifiers are read from standard input: on a command line other users of the machine could see them.
"""

import argparse
import json
import sys
from datetime import datetime
from uuid import UUID

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

NOBODY = Sentence("本机构没有登记此证件号码的人。", "This office holds nobody with this identifier.")
BAD_SUBJECT = Sentence(
    "--subject 须为系统编号（UUID）；未做任何改动。", "--subject takes the opaque id (a UUID); nothing was changed."
)
NO_IDENTIFIER = Sentence(
    "请从标准输入提供一个有效的证件号码；未做任何改动。例如：suixing people show --office CODE < 文件",
    "Give one valid identifier on standard input; nothing was changed. For example: "
    "suixing people show --office CODE < FILE",
)
UNREACHED = Sentence(
    "下列密钥备份尚未得知此事，请在可用后重新备份密钥：{paths}",
    "These backups of the keys do not know of it yet; back the keys up again when they can be reached: {paths}",
)


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``people`` and its verbs."""
    people = words.add_parser(
        "people", help="查看、撤回同意、删除、疑似重复 show, withdraw, erase, possible duplicates"
    )
    verbs = people.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, run, said in (
        ("show", _show, "查看本机构登记的内容 what this office entered"),
        ("withdraw", _withdraw, "本人撤回同意 the person withdraws consent"),
        ("erase", _erase, "应本人要求删除 erase at the person's wish"),
    ):
        verb = verbs.add_parser(name, help=said)
        verb.add_argument("--office", required=True, metavar="CODE")
        verb.add_argument("--subject", metavar="UUID", help="系统编号，代替证件号码 opaque id instead of an identifier")
        verb.set_defaults(run=run)
    duplicates = verbs.add_parser("duplicates", help="本机构的疑似重复 possible duplicates of one office")
    duplicates.add_argument("--office", required=True, metavar="CODE")
    duplicates.set_defaults(run=_duplicates)
    decide = verbs.add_parser("decide", help="对疑似重复作出判断 decide about a possible duplicate")
    decide.add_argument("--office", required=True, metavar="CODE")
    decide.add_argument("first")
    decide.add_argument("second")
    decide.add_argument("verdict", choices=("same", "different"))
    decide.set_defaults(run=_decide)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal(BAD_SUBJECT) from None


def person_meant(chosen: argparse.Namespace, *, closed_too: bool = False) -> UUID:
    """The person meant, if the office is tied to her; an unknown number and another office's look the same."""
    from suixing.access.queries import had_tie, has_open_tie  # noqa: PLC0415 - only after setup
    from suixing.journeys.intake.sheets.cells import identifier_text  # noqa: PLC0415
    from suixing.journeys.show_record import count_miss  # noqa: PLC0415
    from suixing.people.queries import find_person  # noqa: PLC0415
    from suixing.rules.identifiers import Identifier, read_identifier  # noqa: PLC0415

    if chosen.subject is not None:
        person: UUID | None = _uuid(chosen.subject)
    else:
        typed = "" if sys.stdin.isatty() else sys.stdin.readline()
        read = read_identifier(identifier_text(typed)[0], today=datetime.now(BEIJING).date())
        if not isinstance(read, Identifier):
            raise Refusal(NO_IDENTIFIER)
        person = find_person(read.value)
    is_tied = had_tie if closed_too else has_open_tie
    if person is None or not is_tied(person=person, office=chosen.office):
        count_miss(office=chosen.office, by=OFFICER, now=datetime.now(BEIJING))
        raise Refusal(NOBODY)
    return person


def _show(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.journeys.show_record import show_record  # noqa: PLC0415

        now = datetime.now(BEIJING)
        record = show_record(person=person_meant(chosen), office=chosen.office, by=OFFICER, now=now)
        print(json.dumps(record, ensure_ascii=False, indent=2))
        seal_journal(now=now)
    return 0


def _withdraw(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.journeys import take_back  # noqa: PLC0415

        now = datetime.now(BEIJING)
        done = take_back.withdraw(person=person_meant(chosen), office=chosen.office, by=OFFICER, now=now)
        print("已撤回同意，本机构不再能看到此记录。 Consent withdrawn; this office no longer sees the record.")
        _say_unreached(done)
        seal_journal(now=now)
    return 0


def _erase(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.journeys import take_back  # noqa: PLC0415

        now = datetime.now(BEIJING)
        done = take_back.erase(person=person_meant(chosen, closed_too=True), by=OFFICER, now=now)
        print("已删除，密钥已销毁，恢复备份也不会找回。 Erased; the key is destroyed, and no backup brings it back.")
        _say_unreached(done)
        seal_journal(now=now)
    return 0


def _say_unreached(done: "object") -> None:
    paths = getattr(done, "unreached", [])
    if paths:
        print(UNREACHED.format(paths=", ".join(str(path) for path in paths)).both(), file=sys.stderr)


def _duplicates(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.journeys.show_record import list_possible_duplicates  # noqa: PLC0415

        now = datetime.now(BEIJING)
        pairs = list_possible_duplicates(office=chosen.office, by=OFFICER, now=now)
        for pair in pairs:
            print(f"{pair.first}  {pair.second}  {pair.name}  {pair.born}")
        print(
            f"疑似重复 {len(pairs)} 对，由人判断，不自动合并。 "
            f"{len(pairs)} possible duplicates; nothing is merged by itself."
        )
        seal_journal(now=now)
    return 0


def _decide(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.people.actions import decide_duplicate  # noqa: PLC0415

        now = datetime.now(BEIJING)
        decide_duplicate(
            first=_uuid(chosen.first), second=_uuid(chosen.second), same_person=chosen.verdict == "same",
            office=chosen.office, by=OFFICER, now=now,
        )  # fmt: skip
        print("已记下判断，未合并。 The decision is written down; nothing was merged.")
        seal_journal(now=now)
    return 0
