"""``suixing exchange``: what is on its way between offices and nodes, and what can be done about it."""

import argparse

from suixing.config.commands import exchange_export, exchange_reconcile, exchange_retry, exchange_status


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``exchange`` and its verbs."""
    exchange = words.add_parser("exchange", help="机构间消息 messages between offices")
    verbs = exchange.add_subparsers(dest="verb", metavar="VERB", required=True)
    exchange_status.add_verb(verbs)
    exchange_retry.add_verb(verbs)
    exchange_export.add_verb(verbs)
    exchange_reconcile.add_verbs(verbs)
