"""A node that has issued nothing, for tests of keys and lists; what it had before is there again afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from suixing.passes.models import IssuerKey, StatusList
from tests.emptying import empty

TABLES = (
    "passes_issuer_key", "passes_status_list", "passes_issuer_claim", "passes_signed_trust", "exchange_publication",
)  # fmt: skip


@contextmanager
def without_passes() -> Iterator[None]:
    """No key, no list, nothing published, inside this block."""
    keys, lists = list(IssuerKey.objects.all()), list(StatusList.objects.all())
    empty(TABLES)
    try:
        yield
    finally:
        empty(TABLES)
        IssuerKey.objects.bulk_create(keys)
        StatusList.objects.bulk_create(lists)
