"""Foreign keys and imports point to lower floors only; a room is entered through its actions and queries."""

import ast
import configparser
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.shape.source import ROOT, Module, modules, rooms

# Written by hand, not read from anywhere: the order is a decision, and a new room must be given its floor.
FLOORS = {
    "config": 10,
    "web": 9,
    "api": 9,
    "journeys": 8,
    "oversight": 8,
    "cases": 7,
    "passes": 7,
    "care": 7,
    "entitlements": 7,
    "consent": 6,
    "clocks": 6,
    "papers": 6,
    "notices": 6,
    "directory": 6,
    "residents": 6,
    "people": 5,
    "access": 4,
    "exchange": 4,
    "places": 3,
    "journal": 2,
    "rules": 1,
    "kernel": 0,
}
# Floors on which there is no database at all.
PURE = {"kernel", "rules"}


def upward_keys(all_models: list[type[models.Model]]) -> list[str]:
    """Foreign keys that point to a higher floor or to a sibling."""
    wrong = []
    for model in all_models:
        for field in model._meta.get_fields(include_hidden=True):
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or field.model is not model:
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here != there and FLOORS[there] >= FLOORS[here]:
                wrong.append(f"{here}.{model.__name__}.{field.name} -> {there}")
    return wrong


def test_every_room_has_a_floor() -> None:
    assert set(rooms()) <= set(FLOORS)


def test_the_import_contract_names_the_same_floors() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:floors"]["layers"].strip().splitlines()
    order = [{room.strip(" ()") for room in layer.split("|")} for layer in reversed(layers)]
    here: list[set[str]] = [{room for room, floor in FLOORS.items() if floor == number} for number in range(11)]
    assert order == here
    assert contracts["importlinter:contract:floors"]["exhaustive"] == "True"


def test_foreign_keys_point_to_lower_floors_or_stay_in_their_room() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("suixing.")]
    assert ours
    assert upward_keys(ours) == []


def test_pure_floors_hold_no_tables() -> None:
    assert not {model._meta.app_label for model in apps.get_models()} & PURE


# Officers' means of signing in, which go with them, and what libraries bring; none knows a person.
OF_SIGNING_IN = ("auth.", "account.", "mfa.", "socialaccount.", "access.OfficerSession.", "access.StartCode.")


def test_foreign_keys_refuse_to_delete_silently() -> None:
    """Nothing about a person goes because something else went: erasing names every table.

    Where Django does nothing the database refuses, for every key is a constraint (``test_name_constraints.py``).
    """
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete not in {models.PROTECT, models.DO_NOTHING}
    ]
    assert [field for field in cascading if not field.startswith(OF_SIGNING_IN)] == []


# What one room may ask of another: its verbs and its questions. Models and their sealing may be named by models of
# upper rooms (foreign keys) and by the modules below, each with its reason.
DOORS = {"actions", "queries", "errors"}
OTHER_DOORS = {
    "config": "puts the house together",
    "kernel": "is the ground: ids, errors and primitives, for every room",
    "rules": "is pure: values and functions",
    "journeys": "is entered by its journeys, one module each",
}


def side_doors(module: Module) -> list[str]:
    """Imports of another room's inside: neither actions nor queries, nor models for a foreign key."""
    found = []
    for node in ast.walk(module.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module == "suixing":
            names = [f"suixing.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.count(".") == 1:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            parts = name.split(".")
            if parts[0] != "suixing" or len(parts) < 3 or parts[1] == module.room or parts[1] in OTHER_DOORS:
                continue
            if parts[2] in DOORS or (parts[2] == "models" and Path(module.name).name == "models.py"):
                continue
            found.append(f"{module.name} -> {name}")
    return found


# Each with its reason; a new one is a decision.
KNOWN_SIDE_DOORS = {
    ("config/asgi.py", "suixing.web.body_limit"): "puts the bound of a request before Django",
    ("config/invented.py", "suixing.places.shipped"): "writes addresses from the shipped names, without a database",
    ("config/bench", "suixing.places.reading"): "measures the reader itself",
    ("config/bench", "suixing.places.shipped"): "draws addresses to be read",
    ("config/bench", "suixing.clocks"): "stores a million clocks at once",
    ("config/bench", "suixing.cases"): "seals the contents of a hundred thousand cases at once",
    ("config/bench", "suixing.people"): "measures the statements behind the pages, and samples whom to look for",
    ("config/bench", "suixing.access"): "signs invented officers in without their telephones",
    ("config/demo_cast.py", "suixing.access"): "appoints the invented officers once",
    ("config/demo_cast.py", "suixing.web.sign_in.factors"): "gives invented officers known authenticators",
    ("config/demo/filling.py", "suixing.exchange.hub"): "carries between three nodes by a clock that it is told",
    ("config/demo/filling.py", "suixing.exchange.nodes"): "lets three nodes join by a clock that it is told",
    ("config/demo/filling.py", "suixing.exchange.post"): "carries between three nodes by a clock that it is told",
    ("config/commands/", "suixing.access.roles"): "names posts",
    ("journeys/", "suixing.access.roles"): "names posts",
    ("config/nats_terms.py", "suixing.exchange"): "says how this node signs in to the stream",
    ("config/node/nats_links.py", "suixing.exchange.post"): "hands out what a node signs in with",
    ("config/receiving.py", "suixing.exchange.post"): "keeps a receiver open",
    ("config/taking.py", "suixing.exchange.post"): "takes parcels with connections of its own",
    ("config/tending.py", "suixing.exchange"): "keeps the server's users those of the nodes that take part",
    ("config/ways.py", "suixing.exchange.nodes"): "asks for the next hop",
    ("config/ways.py", "suixing.exchange.post"): "keeps carriers open",
    ("config/listen.py", "suixing.exchange.post"): "opens the door for parcels and puts what takes them behind it",
    ("config/commands/journal.py", "suixing.exchange.witnessing"): "checks the journal against what other nodes hold",
    ("config/commands/exchange_reconcile.py", "suixing.exchange"): "compares with another node, from the console",
    ("config/giving.py", "suixing.exchange"): "lets parcels leave, a thread for each next hop",
    ("config/keeping.py", "suixing.exchange"): "does now and then what a node of the exchange has to do",
    ("config/posting.py", "suixing.exchange"): "is the worker's thread of the exchange",
    ("config/node/", "suixing.exchange.nodes"): "gets to know other nodes and changes keys, from the console",
    ("config/node/", "suixing.exchange.post.spreading"): "tells other nodes of it at once",
    ("config/node/changing_keys.py", "suixing.exchange.evidence"): "signs with the key that it replaces",
    ("config/node/own_keys.py", "suixing.exchange.witnessing"): "shows by whom the key log is witnessed",
    ("config/standing.py", "suixing.places.shipped"): "knows the provinces before there is a database",
    ("exchange/witnessing.py", "suixing.journal.heads"): "reads another node's head, without a database",
    ("exchange/witnessing.py", "suixing.journal.witness"): "compares heads of other nodes with those held of them",
    ("config/work.py", "suixing.notices.jobs"): "runs the jobs of a room",
    ("journeys/", "suixing.papers.letters"): "puts letters together, which are values",
    ("web/", "suixing.papers.letters"): "puts letters together, which are values",
    ("web/", "suixing.papers.typesetting"): "prints letters, without a database",
    ("web/resident/copies/", "suixing.papers.own_copy"): "prints a copy, without a database",
    ("config/commands/place.py", "suixing.places.reading"): "reads addresses without a node",
    ("config/commands/pass_verify.py", "suixing.passes.formats"): "checks a pass without a node",
    ("journeys/pass_at_desk.py", "suixing.passes.formats"): "says what is chosen and what was found",
    ("web/passes/", "suixing.passes.formats"): "says claims and verdicts, which are values",
    ("web/resident/pass", "suixing.passes.formats"): "says claims, which are values",
    ("web/resident/passes.py", "suixing.passes.printing"): "says what a code discloses, without a database",
    ("web/resident/passes.py", "suixing.papers.pass_papers"): "prints a pass, without a database",
    ("web/public/verifying/", "suixing.passes.formats"): "says claims and verdicts, which are values",
    ("web/passes/", "suixing.passes.printing"): "prints passes, without a database",
    ("web/passes/", "suixing.papers.pass_papers"): "prints passes, without a database",
    ("passes/printing.py", "suixing.papers.pass_papers"): "puts the paper of a pass together, which is a value",
    ("web/", "suixing.passes.wallets"): "speaks the protocols of wallets, whose answers are values",
    ("journeys/", "suixing.passes.wallets"): "offers a pass to a wallet",
    ("config/bench", "suixing.passes.formats"): "measures the formats themselves",
    ("config/bench", "suixing.web.public.verifying"): "measures the page on which passes are checked",
    ("config/commands/journal.py", "suixing.journal.encoding"): "shows an instant as a proof writes it",
    ("config/commands/journal.py", "suixing.journal.proofs"): "checks a proof without a node",
    ("config/commands/journal.py", "suixing.journal.verification"): "checks the whole journal",
    ("config/node/restore.py", "suixing.journal.verification"): "checks the journal after a restore",
    ("journeys/intake/judge.py", "suixing.places.reading"): "takes the reader as a value",
    ("journeys/intake/prepare.py", "suixing.people.staging"): "fills the stage from which every room inserts",
    ("journeys/intake/prepare.py", "suixing.people.sealing"): "seals and hashes beside the database's work",
    ("journeys/intake/store.py", "suixing.people.staging"): "sets the stage from which every room inserts",
    ("web/", "suixing.access.roles"): "says for which posts a page is",
    ("web/", "suixing.access.models"): "Officer is Django's user: what a request carries",
    ("web/", "suixing.access.sessions"): "the store of Django's session, which locks and unlocks",
}


def test_other_rooms_are_entered_through_actions_and_queries() -> None:
    unknown = []
    for module in modules():
        for said in side_doors(module):
            importer, _, imported = said.partition(" -> ")
            if not any(
                importer.startswith(where) and (imported + ".").startswith(what + ".")
                for where, what in KNOWN_SIDE_DOORS
            ):
                unknown.append(said)
    assert not unknown, "\n".join(unknown)


def test_a_side_door_would_be_found() -> None:
    text = "from suixing.people.models import Person\nfrom suixing.people import sealing, actions\n"
    module = Module("web/desk/views.py", text, ast.parse(text))
    assert side_doors(module) == [
        "web/desk/views.py -> suixing.people.models",
        "web/desk/views.py -> suixing.people.sealing",
    ]
