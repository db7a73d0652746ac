"""``suixing pass``: its words. Each verb is a module that adds itself, so that checking a pass needs no node."""

import argparse

from suixing.config.commands import pass_desk, pass_keys, pass_lists, pass_verify

VERBS = (pass_desk, pass_verify, pass_lists, pass_keys)
"""Modules with ``add_verb``, in the order of the help."""


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``pass`` and its verbs."""
    top = words.add_parser("pass", help="随行证 the pass that a person carries")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS:
        verb.add_verb(verbs)
