"""``suixing pass`` as an operator uses it, and a backup from before: what was revoked since stays so (P3)."""

import json
from pathlib import Path

from tests.cast import JUNYAO, MAIMAITI, XIUYING, ZHONGZHOU, write_csv
from tests.nodes import NodeUnderTest

HOME = ("--office", ZHONGZHOU)


def shown(node: NodeUnderTest, told: str) -> list[dict[str, object]]:
    """Her passes, the newest first."""
    rows: list[dict[str, object]] = json.loads(node.ok("pass", "show", *HOME, "--json", told=told))
    return rows


def test_issue_renew_and_revoke_by_the_command(own_node: NodeUnderTest, tmp_path: Path) -> None:
    register = write_csv(tmp_path / "cast.csv", (XIUYING, MAIMAITI, JUNYAO))
    own_node.ok("intake", register, *HOME, "--today", "2026-11-20")
    xiuying, junyao = XIUYING.identifier, JUNYAO.identifier

    assert "no record" not in own_node.ok("pass", "issue", *HOME, told=xiuying)
    assert "valid pass" in own_node.refused("pass", "issue", *HOME, told=xiuying)
    assert "without the township" in own_node.refused("pass", "issue", *HOME, told=MAIMAITI.identifier)
    assert "holds nobody" in own_node.refused("pass", "issue", "--office", "500233002", told=xiuying)
    assert "issued no pass" in own_node.refused("pass", "renew", *HOME, told=junyao)

    own_node.ok("pass", "renew", *HOME, told=xiuying)
    newer, older = shown(own_node, xiuying)
    assert (newer["replaces"], older["replaced_by"]) == (older["pass"], newer["pass"])
    assert (newer["standing"], older["standing"]) == ("valid", "valid")
    own_node.ok("pass", "issue", *HOME, told=junyao)
    own_node.ok("node", "backup", tmp_path / "backup")
    assert (tmp_path / "backup-keys" / "passes" / "01.key").stat().st_mode & 0o777 == 0o600

    own_node.ok("pass", "renew", "--lost", *HOME, told=junyao)
    own_node.ok("pass", "revoke", "--for", "asked", *HOME, told=xiuying)
    assert "0 valid passes" in own_node.ok("pass", "withdraw-key", "1")
    assert "no such issuer key" in own_node.refused("pass", "withdraw-key", "1")
    assert shown(own_node, xiuying)[0]["standing"] == "revoked"

    own_node.ok("node", "restore", tmp_path / "backup")
    newer, older = shown(own_node, xiuying)
    assert (newer["standing"], older["standing"]) == ("revoked", "valid")
    (lost,) = shown(own_node, junyao)
    assert lost["standing"] == "revoked"
    keys = own_node.json("pass", "keys", "--json")
    assert [bool(one["withdrawn_at"]) for one in keys] == [True, False, False]
    assert [one["signs_until"] is None for one in keys] == [False, False, True]
    own_node.ok("pass", "issue", *HOME, told=junyao)
    assert own_node.ok("pass", "rotate-key").count("4") == 2
    own_node.ok("journal", "verify")
