"""Fill the keys of names for those who were held before there were any."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from suixing.people.models import Account
from tests.cast import CAST, write_csv
from tests.intake.test_take_in import hand_in

pytestmark = pytest.mark.usefixtures("node")


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_everyone_is_filled_batch_by_batch(tmp_path: Path, batch: int) -> None:
    hand_in(write_csv(tmp_path / "a.csv", CAST))
    keys = list(Account.objects.order_by("id").values_list("name_folded", "name_pinyin"))
    Account.objects.update(name_folded="", name_pinyin="")
    migration = import_module("suixing.people.migrations.0004_names")
    with connection.schema_editor() as editor:
        migration.fill(apps, editor, batch=batch)
    assert list(Account.objects.order_by("id").values_list("name_folded", "name_pinyin")) == keys
    assert ("麦麦提阿卜杜拉", "maimaitiabudula") in keys
