"""The pages of ``docs/states/``: each procedure's literal table as a diagram and as tables that people read."""

import re
from importlib import import_module
from inspect import cleandoc

from suixing.cases.procedures import PROCEDURES, Keeper, Procedure, Side, Step
from suixing.cases.procedures.steps import Effect, Extend, Field, Meet, Resume, Start, Suspend, Void
from suixing.rules.books import book

BOOK = book("CN-2009")
HOW = "Written from `{source}` by `python -m tests.shape.write_pages`;\na test fails where the two differ."
README = """# Procedures as states and steps

One page for each procedure: a diagram, its states, its steps, and what each step asks for. What is around these tables
is in [cases.md](../cases.md). Limits are those of the rule book {book}; a local book or an agreement may shorten them
([clocks.md](../clocks.md)).

{how}

| procedure | 程序 | sides | states | steps | what it is |
|---|---|---|---|---|---|
{rows}
"""
PAGE = """# {title_zh} {title_en}

{about}

`{code}` · {sides} · work of the {keeper} · {rules} · [all procedures](README.md)

{how}

```mermaid
stateDiagram-v2
{diagram}
```

## States

| state | 状态 | in words | who must act |
|---|---|---|---|
{states}

## Steps

*Leaves*: it goes to the other side as a message, at once or in a minute; until then it can be taken back. *The node*:
no officer does it. To *drop* a clock is to end it with its duty undone.

| step | who | from | to | rules | clocks | leaves | 中文 | in words |
|---|---|---|---|---|---|---|---|---|
{steps}

## What is filled in

What stands in brackets may be left out; *list* is the rule book's list, or its kinds of questions.

| at | field | kind | list | 中文 | in words |
|---|---|---|---|---|---|
{fields}
"""
WHO = {"own": "the office", "asking": "asking", "answering": "answering", "person": "the person", "nobody": "closed"}


def pages() -> dict[str, str]:
    """File name and text of every page."""
    written = {"README.md": readme()}
    return written | {f"{table.code}.md": page(table) for table in PROCEDURES.values()}


def readme() -> str:
    """The page that leads to the others."""
    rows = [
        f"| [{one.title.en}]({one.code}.md) | {one.title.zh} | {sides(one)} | {len(one.states)} | {len(one.steps)} "
        f"| {about(one).splitlines()[0]} |"
        for one in PROCEDURES.values()
    ]
    return README.format(how=HOW.format(source="src/suixing/cases/procedures/"), book=BOOK.code, rows=lines(rows))


def page(table: Procedure) -> str:
    """One procedure."""
    return PAGE.format(
        title_zh=table.title.zh, title_en=table.title.en, about=about(table), code=table.code, sides=sides(table),
        keeper=table.keeper.value, rules=", ".join(table.rules), diagram=lines(diagram(table)),
        how=HOW.format(source=f"src/suixing/cases/procedures/{table.code}.py"), states=lines(state_rows(table)),
        steps=lines(step_rows(table)), fields=lines(field_rows(table)),
    )  # fmt: skip


def about(table: Procedure) -> str:
    """What its module says of it."""
    return cleandoc(import_module(f"suixing.cases.procedures.{table.code}").__doc__ or "")


def sides(table: Procedure) -> str:
    """Whether it is a pair of two offices or a file of one."""
    return "asking and answering office" if table.between else "one office"


def diagram(table: Procedure) -> list[str]:
    """Mermaid: states under their codes, steps as arrows."""
    drawn = [f'    state "{code}<br/>{state.says.zh}" as {code}' for code, state in table.states.items()]
    drawn.append(f"    [*] --> {table.first}")
    for code, step in table.steps.items():
        drawn += [f"    {before} --> {step.to} : {code}" for before in step.before]
    return drawn + [f"    {code} --> [*]" for code, state in table.states.items() if state.closed]


def state_rows(table: Procedure) -> list[str]:
    """Rows of the states, the first one first."""
    return [
        f"| `{code}` | {cell(state.says.zh)} | {cell(state.says.en)} | {WHO[state.turn.value]} |"
        for code, state in table.states.items()
    ]


def step_rows(table: Procedure) -> list[str]:
    """Rows of the steps, the opening first."""
    opener = "the node" if table.opened_by is Keeper.SUPERVISOR else WHO[opened_at(table).value]
    leaves = "at once" if table.first == "sent" else ""
    first = f"| (opening) | {opener} | | `{table.first}` | | {clocks(table, table.opens)} | {leaves} | | |"
    return [first, *(step_row(table, code, step) for code, step in table.steps.items())]


def opened_at(table: Procedure) -> Side:
    """On which side a procedure begins."""
    return Side.ASKING if table.between else Side.OWN


def step_row(table: Procedure, code: str, step: Step) -> str:
    """One step."""
    who = WHO[step.by.value] + (", the node" if step.machine else "")
    limits = [*(["once"] if step.once else []), *(f"not after `{one}`" for one in step.unless)]
    name = f"`{code}`" + (f" ({', '.join(limits)})" if limits else "")
    leaves = ("in a minute" if step.held else "at once") if step.crosses else ""
    before = ", ".join(f"`{one}`" for one in step.before)
    said = [name, who, before, f"`{step.to}`", ", ".join(step.rules), clocks(table, step.clocks), leaves]
    return f"| {' | '.join(said)} | {cell(step.says.zh)} | {cell(step.says.en)} |"


def clocks(table: Procedure, effects: tuple[Effect, ...]) -> str:
    """What happens to the clocks, in words."""
    return "; ".join(clock(table, effect) for effect in effects)


def clock(table: Procedure, effect: Effect) -> str:
    """One effect."""
    match effect:
        case Start():
            since = f" from `{effect.since}`" if effect.since else ""
            return f"starts `{effect.duty}` of the {bearer(effect)}: {limits(table, effect)}{since}"
        case Meet(duty):
            return f"ends `{duty}`"
        case Void(duty):
            return f"drops `{duty}`"
        case Suspend(duty, on):
            return f"suspends `{duty}` from the day `{on}`"
        case Resume(duty, on):
            return f"`{duty}` goes on after the day `{on}`"
        case Extend(duty, limit):
            return f"extends `{duty}` by {BOOK.limits[limit].extension}"


def bearer(start: Start) -> str:
    """Whose duty it is."""
    return "office" if start.bears is Side.OWN else f"{start.bears.value} office"


def limits(table: Procedure, start: Start) -> str:
    """The limit, and the others that a field of the opening chooses."""
    said = [str(BOOK.limits[start.limit].limit)]
    for field in table.opening:
        if start.by and field.name == start.by:
            others = {code: BOOK.limits.get(f"{start.limit}_{code}") for code in BOOK.reasons[field.among]}
            said += [f"{other.limit} if `{code}`" for code, other in others.items() if other is not None]
    flag, instead = start.instead
    if flag:
        said.append(f"{BOOK.limits[instead].limit} if `{flag}`")
    return ", ".join(said)


def field_rows(table: Procedure) -> list[str]:
    """What the opening and each step ask for."""
    forms = {"(opening)": table.opening} | {f"`{code}`": step.form for code, step in table.steps.items()}
    return [field_row(at, field) for at, form in forms.items() for field in form]


def field_row(at: str, field: Field) -> str:
    """One field; what is in brackets may be left empty."""
    name = f"`{field.name}`" if field.needed else f"(`{field.name}`)"
    return f"| {at} | {name} | {field.kind.value} | {field.among} | {cell(field.says.zh)} | {cell(field.says.en)} |"


def cell(text: str) -> str:
    """A text that stays within its cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def lines(rows: list[str]) -> str:
    """Rows below each other, with one blank in an empty cell."""
    return "\n".join(re.sub(r"\|( +\|)+", lambda empty: re.sub(" +", " ", empty[0]), row) for row in rows)
