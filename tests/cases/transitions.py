"""Every transition of every procedure, written by hand and not from the tables of the procedures.

A line: the state before, the step, the state after; whom the case then waits for, as the office that opened it reads
it (us, other, person, nobody; "gone": the file is not there any more); and how the clocks of that office's copy stand.
``way`` is how the other office is reached: by the exchange, or on paper, where only the asking side has a file.
"""

from collections import deque
from dataclasses import dataclass

EXCHANGE, PAPER = "exchange", "paper"
WRITTEN = """
verification exchange
sent            arrive          asked            other   answer running
asked           answer          answered         nobody  answer met
partly_answered answer          answered         nobody  answer met
asked           answer_in_part  partly_answered  other   answer running
partly_answered answer_in_part  partly_answered  other   answer running
answered        ask_again       sent             other   answer met
partly_answered ask_again       sent             other   answer void
sent            withdraw        withdrawn        nobody  answer void
asked           withdraw        withdrawn        nobody  answer void
partly_answered withdraw        withdrawn        nobody  answer void
asked           redirect        redirected       nobody  answer met
partly_answered redirect        redirected       nobody  answer met

verification paper
sent            note_arrival    asked            other   answer running
asked           answer_noted    answered         nobody  answer met
sent            answer_noted    answered         nobody
answered        ask_again       sent             other
sent            withdraw        withdrawn        nobody
asked           withdraw        withdrawn        nobody  answer void

registration exchange
received        tell_missing    incomplete       person  ask suspended
incomplete      papers_came     received         us      ask running
received        ask             verifying        other   ask met
received        nothing_to_ask  ready            us      ask met, decide running
verifying       verified        ready            us      ask met, decide running
verifying       go_on           ready            us      ask met, decide running
ready           register        registered       gone
ready           tell_mistaken   mistaken         person  ask met, decide suspended
mistaken        mended          ready            us      ask met, decide running
received        refuse          not_registered   gone
verifying       refuse          not_registered   gone
ready           refuse          not_registered   gone
received        withdraw        withdrawn        gone
incomplete      withdraw        withdrawn        gone
verifying       withdraw        withdrawn        gone
ready           withdraw        withdrawn        gone
mistaken        withdraw        withdrawn        gone

notification exchange
due             send            sent             other   notify met
sent            arrive          arrived          other   notify met
arrived         note            noted            nobody  notify met
arrived         return          returned         us      notify met
returned        send            sent             other   notify met
arrived         reject          rejected         nobody  notify met
arrived         redirect        redirected       nobody  notify met
due             withdraw        withdrawn        nobody  notify void
sent            withdraw        withdrawn        nobody  notify met
arrived         withdraw        withdrawn        nobody  notify met
returned        withdraw        withdrawn        nobody  notify met

notification paper
due             send            sent             other   notify met
sent            note_arrival    noted            nobody  notify met
due             withdraw        withdrawn        nobody  notify void
sent            withdraw        withdrawn        nobody  notify met

request exchange
drafted         show            sent             other
sent            arrive          asked            other   answer running
asked           accept          accepted         other   answer running
accepted        extend          accepted         other   answer running
asked           answer          answered         nobody  answer met
accepted        answer          answered         nobody  answer met
asked           outside         outside          nobody  answer met
accepted        outside         outside          nobody  answer met
asked           reject          rejected         nobody  answer met
asked           return          returned         us      answer void
accepted        return          returned         us      answer void
returned        show            sent             other   answer void
asked           redirect        redirected       nobody  answer met
accepted        redirect        redirected       nobody  answer met
drafted         withdraw        withdrawn        nobody
sent            withdraw        withdrawn        nobody  answer void
asked           withdraw        withdrawn        nobody  answer void
accepted        withdraw        withdrawn        nobody  answer void
returned        withdraw        withdrawn        nobody  answer void

request paper
drafted         show            sent             other
sent            note_arrival    asked            other   answer running
drafted         withdraw        withdrawn        nobody
sent            withdraw        withdrawn        nobody
asked           withdraw        withdrawn        nobody  answer void

consultation exchange
sent            arrive          asked            other   answer running
asked           accept          accepted         other   answer running
asked           reply           replied          nobody  answer met
accepted        reply           replied          nobody  answer met
asked           outside         outside          nobody  answer met
accepted        outside         outside          nobody  answer met
asked           reject          rejected         nobody  answer met
asked           return          returned         us      answer void
accepted        return          returned         us      answer void
returned        send_again      sent             other   answer void
asked           redirect        redirected       nobody  answer met
accepted        redirect        redirected       nobody  answer met
sent            withdraw        withdrawn        nobody  answer void
asked           withdraw        withdrawn        nobody  answer void
accepted        withdraw        withdrawn        nobody  answer void
returned        withdraw        withdrawn        nobody  answer void

consultation paper
sent            note_arrival    asked            other   answer running
sent            withdraw        withdrawn        nobody
asked           withdraw        withdrawn        nobody  answer void

move exchange
sent            arrive          offered          other   accept running
offered         accept          accepted         nobody  accept met
offered         reject          rejected         nobody  accept met
offered         return          returned         us      accept void
returned        offer_again     sent             other   accept void
sent            withdraw        withdrawn        nobody  accept void
offered         withdraw        withdrawn        nobody  accept void
returned        withdraw        withdrawn        nobody  accept void

move paper
sent            note_arrival    offered          other   accept running
sent            withdraw        withdrawn        nobody
offered         withdraw        withdrawn        nobody  accept void

pass_application exchange
received        forward         sent             other   forward met
sent            arrive          applied          other   forward met, issue running
applied         tell_missing    incomplete       person  forward met, issue suspended
incomplete      papers_came     applied          other   forward met, issue running
applied         confirm         confirmed        other   forward met, issue running
confirmed       issue           issued           nobody  forward met, issue met
applied         redirect        redirected       nobody  forward met, issue met
confirmed       redirect        redirected       nobody  forward met, issue met
received        withdraw        withdrawn        nobody  forward void
sent            withdraw        withdrawn        nobody  forward met, issue void
applied         withdraw        withdrawn        nobody  forward met, issue void
incomplete      withdraw        withdrawn        nobody  forward met, issue void
confirmed       withdraw        withdrawn        nobody  forward met, issue void

pass_application paper
received        forward         sent             other   forward met
received        withdraw        withdrawn        nobody  forward void
sent            withdraw        withdrawn        nobody  forward met

complaint exchange
received        take_up         examined         us      answer running
examined        extend          examined         us      answer running
examined        uphold          upheld           nobody  answer met
examined        uphold_in_part  partially_upheld nobody  answer met
examined        reject          rejected         nobody  answer met
received        redirect        redirected       nobody  answer void
examined        redirect        redirected       nobody  answer void
received        withdraw        withdrawn        nobody  answer void
examined        withdraw        withdrawn        nobody  answer void

coordination exchange
opened          remind          reminded         us      coordinate met
opened          settle          settled          nobody  coordinate met
reminded        settle          settled          nobody  coordinate met
opened          answered        settled          nobody  coordinate void
reminded        answered        settled          nobody  coordinate met
opened          pass_up         passed_up        nobody  coordinate met
reminded        pass_up         passed_up        nobody  coordinate met
"""
FIRST = {
    "verification": "sent", "registration": "received", "notification": "due", "request": "drafted",
    "consultation": "sent", "move": "sent", "pass_application": "received", "complaint": "received",
    "coordination": "opened",
}  # fmt: skip
ANSWERING = {
    "answer", "answer_in_part", "accept", "reply", "outside", "reject", "return", "redirect", "note", "confirm",
    "arrive", "extend", "issue",
}  # fmt: skip
"""What the office does that was asked; for a pass application it says what is missing too."""
HELD_BY_ASKER = ("notify", "forward")
"""Duties of the asking office, which are its own affair: the other side's copy has no clock of them."""


@dataclass(frozen=True)
class Transition:
    """One line. ``clocks``: duty and standing, the oldest first."""

    procedure: str
    way: str
    before: str
    step: str
    after: str
    waits_for: str
    clocks: tuple[tuple[str, ...], ...]

    @property
    def by_answering(self) -> bool:
        """Whether the office that was asked does it."""
        if self.procedure in ("registration", "complaint", "coordination"):
            return False
        return self.step in ANSWERING or (self.procedure, self.step) == ("pass_application", "tell_missing")

    def __str__(self) -> str:
        return f"{self.procedure}-{self.way}-{self.before}-{self.step}"


def _read() -> tuple[Transition, ...]:
    found = []
    for part in WRITTEN.strip().split("\n\n"):
        head, *lines = part.splitlines()
        procedure, way = head.split()
        for line in lines:
            before, step, after, waits_for, *clocks = line.split(maxsplit=4)
            stands = tuple(tuple(one.split()) for one in clocks[0].split(", ")) if clocks else ()
            found.append(Transition(procedure, way, before, step, after, waits_for, stands))
    return tuple(found)


TRANSITIONS = _read()


def of(procedure: str, way: str) -> list[Transition]:
    """The lines of a procedure."""
    return [one for one in TRANSITIONS if (one.procedure, one.way) == (procedure, way)]


def route(procedure: str, way: str, state: str) -> list[Transition]:
    """The fewest steps from a new case to ``state``, those written first before others."""
    lines = of(procedure, way)
    waiting: deque[tuple[str, list[Transition]]] = deque([(FIRST[procedure], [])])
    known = {FIRST[procedure]}
    while waiting:
        at, taken = waiting.popleft()
        if at == state:
            return taken
        for line in lines:
            if line.before == at and line.after not in known:
                known.add(line.after)
                waiting.append((line.after, [*taken, line]))
    raise LookupError(f"no way leads to {state} in {procedure} by {way}")


def states(procedure: str, way: str) -> list[str]:
    """Every state that can be reached, the first one first."""
    return list(dict.fromkeys([FIRST[procedure], *(one.after for one in of(procedure, way))]))


WAYS = tuple(dict.fromkeys((one.procedure, one.way) for one in TRANSITIONS))
