"""``suixing officer``: the operator appoints first officers, and helps where an office cannot help itself."""

import argparse
from datetime import datetime

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

NO_NAME = Sentence("请填写姓名（--name）；未任命。", "Give her name (--name); nobody was appointed.")
POSTS = (
    "community_worker", "desk_officer", "provider", "supervisor", "exchange_operator", "staff_administrator",
)  # fmt: skip


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``officer`` and its verbs."""
    officer = words.add_parser("officer", help="任命、启用码、名单、离任 appoint, start code, list, leave")
    verbs = officer.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, run, said in (
        ("appoint", _appoint, "任命，显示一次启用码 appoint; shows a start code once"),
        ("start-code", _start_code, "新的启用码 a new start code"),
        ("list", _list, "机构人员 the officers of an office"),
        ("leave", _leave, "离任并移交 end her service and hand her work over"),
    ):
        verb = verbs.add_parser(name, help=said)
        verb.add_argument("--office", required=True, metavar="CODE", help="机构代码 code of the office")
        verb.set_defaults(run=run)
        if name != "list":
            verb.add_argument("--username", required=True, metavar="NAME", help="登录名 sign-in name")
        if name == "appoint":
            verb.add_argument("--name", required=True, metavar="NAME", help="姓名 her name")
            verb.add_argument(
                "--post", action="append", choices=POSTS, dest="posts",
                help="岗位，可多次；默认人员管理员 post, may be repeated; staff_administrator by default",
            )  # fmt: skip
        if name == "start-code":
            verb.add_argument(
                "--lost-factors", action="store_true",
                help="第二验证方式也丢失，须本人在场 second factors are lost too; she must stand there",
            )  # fmt: skip
        if name == "leave":
            verb.add_argument("--successor", metavar="NAME", help="接手人登录名 sign-in name of her successor")


def _appoint(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.access.roles import Role  # noqa: PLC0415 - only after setup
        from suixing.journeys.officer_begins import appoint  # noqa: PLC0415
        from suixing.places.actions import open_office  # noqa: PLC0415

        if not chosen.name.strip():
            raise Refusal(NO_NAME)
        now = datetime.now(BEIJING)
        open_office(code=chosen.office, now=now)
        made = appoint(
            username=chosen.username.lower(), name=chosen.name, office=chosen.office,
            roles=[Role(post) for post in chosen.posts or ["staff_administrator"]], by=OFFICER, now=now,
        )  # fmt: skip
        _say_code(made.code)
        seal_journal(now=now)
    return 0


def _start_code(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.access.queries import number_of  # noqa: PLC0415 - only after setup
        from suixing.journeys.officer_begins import new_start_code  # noqa: PLC0415

        now = datetime.now(BEIJING)
        made = new_start_code(
            number=number_of(username=chosen.username, office=chosen.office), office=chosen.office,
            lost_factors=chosen.lost_factors, by=OFFICER, now=now,
        )  # fmt: skip
        _say_code(made.code)
        seal_journal(now=now)
    return 0


def _say_code(code: str) -> None:
    print(f"启用码（72 小时内使用一次，请当面交给本人）Start code, opens once within 72 hours; hand it to her: {code}")


def _list(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.access.queries import members_of  # noqa: PLC0415 - only after setup
        from suixing.journeys.officer_begins import with_second_factor  # noqa: PLC0415

        members = members_of(office=chosen.office, now=datetime.now(BEIJING))
        factors = with_second_factor([one.number for one in members])
        for one in members:
            state = "在职 in service" if one.is_active else f"离任 left {one.left_at:%Y-%m-%d}"
            factor = "第二验证 second factor" if one.number in factors else "无第二验证 no second factor"
            print(f"{one.username}  {one.name}  {','.join(one.roles)}  {state}  {factor}")
        print(f"{len(members)} 人 officers")
    return 0


def _leave(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.access.queries import member_of, number_of  # noqa: PLC0415 - only after setup
        from suixing.journeys.officer_leaves import handed_over, leave  # noqa: PLC0415

        now = datetime.now(BEIJING)
        number = number_of(username=chosen.username, office=chosen.office)
        heir = number_of(username=chosen.successor, office=chosen.office) if chosen.successor else None
        seen = member_of(number=number, office=chosen.office, now=now).version
        leave(number=number, successor=heir, office=chosen.office, seen=seen, by=OFFICER, now=now)
        over = handed_over(officer=chosen.username.lower(), office=chosen.office)[0]
        print(
            f"已离任，移交导入 {len(over.intakes)} 项。 She has left; {len(over.intakes)} intakes were handed over, "
            f"{over.openings} emergency openings ended."
        )
        seal_journal(now=now)
    return 0
