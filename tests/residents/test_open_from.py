"""Whatever ways one party plays, nothing older than what it was given opens: small histories, drawn at random.

One party is an office that does whatever it likes at its own desk and types whatever it likes into its own account; or
whoever holds the telephone that an honest office holds for her. What is older opens with a paper code of another
office, with an older passkey, or with a second officer elsewhere and seven days.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import reduce

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suixing.access.models import Tie
from tests.access.conftest import Sit
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.desk.conftest import VILLAGE, appoint
from tests.residents.playing import Play

ALONE = (FUCHENG, VILLAGE)
STEPS = st.lists(
    st.sampled_from((
        "register", "village", "confirmed", "telephone", "paper", "desk", "send", "sign in", "passkey", "by passkey",
        "show codes", "show passkeys", "ask", "second", "days", "withdraw",
    )),
    min_size=3, max_size=16,
)  # fmt: skip
QUICK = settings(
    max_examples=60, deadline=timedelta(seconds=20), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def keys(sit: Sit) -> dict[str, str]:
    """Every office has an officer."""
    return {office: appoint(f"officer.{office}", office) for office in (*ALONE, GUANHU, ZHONGZHOU)}


@contextmanager
def playing(keys: dict[str, str]) -> Iterator[Play]:
    """A play of which nothing stays: a person without a consent is not committed, and nothing here is."""
    with transaction.atomic():
        yield Play(keys)
        transaction.set_rollback(True)


def step(play: Play, what: str, seconds: tuple[str, ...]) -> None:
    """One thing that the party does; its own offices approve what they may."""
    office = VILLAGE if what == "village" else FUCHENG
    if what in {"register", "village"}:
        play.register(office)
    elif what == "confirmed":
        Tie.objects.filter(person=play.person, office_id=FUCHENG, until=None).update(confirmed_at=NOW)
    elif what == "withdraw":
        Tie.objects.filter(person=play.person, office_id=FUCHENG).update(until=NOW)
    elif what == "send":
        proof, sent = play.send_code()
        if sent & {play.account(one) for one in ALONE}:
            play.known.append(proof)
    elif what in {"telephone", "paper", "desk"}:
        prints(play, what)
    else:
        in_sessions(play, what, seconds)


def prints(play: Play, what: str) -> None:
    """The office types or prints, at its own desk, where it has a tie."""
    if not Tie.objects.filter(person=play.person, office_id=FUCHENG, until=None).exists():
        return
    if what == "telephone":
        play.type_telephone(FUCHENG)
    else:
        play.known.append(play.print_paper(FUCHENG) if what == "paper" else play.print_desk_code(FUCHENG))


def in_sessions(play: Play, what: str, seconds: tuple[str, ...]) -> None:
    """What the party does with the codes, sessions and passkeys that it holds."""
    if what == "sign in":
        play.sessions += [key for key in map(play.sign_in, play.known) if key]
    elif what == "passkey":
        play.passkeys += [one for one in map(play.make_passkey, play.sessions) if one]
    elif what == "by passkey":
        play.sessions += [key for key in map(play.show_passkey, play.passkeys) if key]
    elif what == "show codes":
        play.sessions = [reduce(play.show, play.known, session) for session in play.sessions]
    elif what == "show passkeys":
        for one in play.passkeys:
            play.sessions = [play.show_passkey(one, session) or session for session in play.sessions]
    else:
        widen(play, what, seconds)


def widen(play: Play, what: str, seconds: tuple[str, ...]) -> None:
    """Ask that everything be opened, approve it oneself, wait."""
    if what == "ask":
        play.requests += [asked for asked in map(play.ask_widening, play.sessions) if asked]
        play.known += [("widening", digest) for _, digest in play.requests]
    elif what == "second":
        for number, _ in play.requests:
            for office in seconds:
                play.approve(office, number)
    elif what == "days":
        play.let_days_pass(8)


def older_seen(play: Play, old: list[int]) -> bool:
    """Whether any session of the party, or one that its codes and passkeys begin now, sees something older."""
    in_sessions(play, "sign in", ())
    in_sessions(play, "by passkey", ())
    return any(play.sees(entry, session) for entry in old for session in play.sessions)


@given(steps=STEPS, first=st.booleans())
@QUICK
def test_an_office_alone_opens_nothing_older_at_others(keys: dict[str, str], steps: list[str], first: bool) -> None:
    with playing(keys) as play:
        for office in (FUCHENG, ZHONGZHOU, GUANHU)[0 if first else 1 :]:
            play.register(office)
        old = [play.mark(ZHONGZHOU), play.mark(GUANHU)]
        play.type_telephone(FUCHENG)  # what it was given, it was given from here on
        for what in steps:
            step(play, what, ALONE)
        seen = older_seen(play, old)
    assert not seen


@given(steps=STEPS)
@QUICK
def test_who_holds_a_telephone_sees_nothing_older_than_that(keys: dict[str, str], steps: list[str]) -> None:
    """The number of her husband, typed in by an honest office after another one had written something down."""
    with playing(keys) as play:
        play.register(GUANHU)
        old = [play.mark(GUANHU)]
        play.register(ZHONGZHOU)
        Tie.objects.filter(person=play.person, office_id=ZHONGZHOU).update(confirmed_at=NOW)
        Tie.objects.filter(person=play.person, office_id=GUANHU).update(until=NOW)
        for what in steps:
            if what == "send":
                proof, sent = play.send_code()
                assert sent == {play.account(ZHONGZHOU)}
                play.known.append(proof)
            else:
                in_sessions(play, what, ())
        seen = older_seen(play, old)
    assert not seen


def opens(keys: dict[str, str], way: Callable[[Play], str | None], *, new: bool = False) -> bool:
    """Whether a session begun in this way sees what came before the proof was given (``new``: after)."""
    with playing(keys) as play:
        play.register(ZHONGZHOU)
        old = play.mark(ZHONGZHOU)
        session = way(play)
        entry = play.mark(GUANHU) if new else old
        return session is not None and play.sees(entry, session)


def by_paper(play: Play) -> str | None:
    return play.sign_in(play.print_paper(ZHONGZHOU))


def by_desk(play: Play) -> str | None:
    return play.sign_in(play.print_desk_code(ZHONGZHOU))


def by_telephone_changed(play: Play) -> str | None:
    play.type_telephone(ZHONGZHOU)
    return play.sign_in(play.send_code()[0])


def by_telephone(play: Play) -> str | None:
    return play.sign_in(play.send_code()[0])


def by_passkey_of_desk(play: Play) -> str | None:
    session = by_desk(play)
    made = play.make_passkey(session) if session else None
    return play.show_passkey(made) if made else None


def by_passkey_of_paper(play: Play) -> str | None:
    session = by_paper(play)
    made = play.make_passkey(session) if session else None
    return play.show_passkey(made) if made else None


def by_desk_and_older_passkey(play: Play) -> str | None:
    session = by_paper(play)
    made = play.make_passkey(session) if session else None
    later = by_desk(play)
    return play.show_passkey(made, later) if made and later else None


def widened(play: Play, *, second: str = GUANHU, days: int = 8, objects: bool = False) -> str | None:
    session = by_desk(play)
    asked = play.ask_widening(session) if session else None
    assert session is not None
    assert asked is not None
    play.approve(second, asked[0])
    play.let_days_pass(days)
    if objects:
        play.sit(resident=session)
        play.ask("SELECT residents_cancel_widening(id) FROM residents_widenings()")
    return play.show(session, ("widening", asked[1]))


@pytest.mark.parametrize("way", [by_paper, by_passkey_of_paper, by_desk_and_older_passkey, by_telephone, widened])
def test_what_is_older_opens(keys: dict[str, str], way: Callable[[Play], str | None]) -> None:
    """The properties are not empty: with an existing proof, or the second officer and seven days, the past is open."""
    assert opens(keys, way)


@pytest.mark.parametrize("way", [by_desk, by_telephone_changed, by_passkey_of_desk])
def test_what_is_new_to_her_opens_new_acts_only(keys: dict[str, str], way: Callable[[Play], str | None]) -> None:
    assert not opens(keys, way)
    assert opens(keys, way, new=True)


@pytest.mark.parametrize(
    "way",
    [
        lambda play: widened(play, second=ZHONGZHOU),
        lambda play: widened(play, days=6),
        lambda play: widened(play, objects=True),
    ],
    ids=["her own office seconds", "six days", "she objects"],
)
def test_nothing_older_opens_without_all_of_it(keys: dict[str, str], way: Callable[[Play], str | None]) -> None:
    assert not opens(keys, way)


def test_a_letter_that_was_printed_anew_opens_at_others_from_then_on(keys: dict[str, str]) -> None:
    """An office cannot print itself into what others did before."""
    with playing(keys) as play:
        play.register(ZHONGZHOU)
        play.register(GUANHU)
        own, others = play.mark(ZHONGZHOU), play.mark(GUANHU)
        session = play.sign_in(play.print_paper(ZHONGZHOU))
        assert session is not None
        later = play.mark(GUANHU)
        assert [play.sees(entry, session) for entry in (own, others, later)] == [True, False, True]


def test_an_office_that_she_did_not_confirm_opens_what_it_did_itself(keys: dict[str, str]) -> None:
    with playing(keys) as play:
        play.register(ZHONGZHOU)
        play.register(FUCHENG)
        session = play.sign_in(play.print_desk_code(FUCHENG))
        assert session is not None
        assert [play.sees(play.mark(office), session) for office in (FUCHENG, ZHONGZHOU)] == [True, False]
        assert play.send_code()[1] == {play.account(ZHONGZHOU)}
