"""The worker's role suffices for the chores of a node among others, and for all that other nodes tell it."""

from datetime import timedelta
from pathlib import Path

import pytest

from suixing.config.node import changing_keys
from suixing.exchange.models import Dead, Statement, WitnessedHead
from suixing.exchange.nodes.queries import own_signer
from suixing.exchange.post.spreading import tell_keys
from suixing.exchange.reconciling import begin_due
from suixing.exchange.witnessing import newest_here, tell_heads
from tests.cast import NOW, ZHONGZHOU
from tests.desk.conftest import as_role, give_roles
from tests.exchange.far_node import FarNode
from tests.exchange.test_reconcile import Chongqing, converse, exchange
from tests.exchange.test_witness_heads import head, tell_us
from tests.journal.support import ALICE, seal, write

TOMORROW = NOW + timedelta(days=1)


def test_the_workers_role_compares_witnesses_and_completes_changes_of_keys(guangdong: Path) -> None:
    give_roles()
    other, guizhou = Chongqing(), FarNode("52").pin_here()
    other.far.pin_here(ZHONGZHOU)
    converse(other, 1)
    message = next(iter(other.held))
    write(ALICE)
    seal()
    with as_role("intake", "-"):
        del other.held[message]
        for day in (1, 2):
            assert begin_due(now=NOW + timedelta(days=day)) == 2
            exchange(other, NOW + timedelta(days=day))
        tell_heads(newest_here(), now=TOMORROW)
        exchange(other, TOMORROW)
        other.far.give(other.far.witnessed(newest_here().told()), now=TOMORROW)
        guizhou.read_all()
        assert tell_us(guizhou, head(3)) == [3]
        assert tell_us(guizhou, head(2)) == [3, 2]
    assert not Dead.objects.exists()
    assert list(Statement.objects.filter(node="50").order_by("pk").values_list("equal", flat=True)) == [False, True]
    assert WitnessedHead.objects.filter(node="44", witness="50").count() == 1
    with pytest.MonkeyPatch.context() as broken_off:
        broken_off.setattr(changing_keys, "settle", lambda **_: False)
        changing_keys.rotate(now=TOMORROW)
    with as_role("intake", "-"):
        assert changing_keys.settle(now=TOMORROW)
        assert tell_keys(now=TOMORROW)
    assert own_signer().kid == "44.2"
