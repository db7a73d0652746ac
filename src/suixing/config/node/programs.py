"""PostgreSQL's own programs for dump and restore; names and passwords never on a command line."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from suixing.config.databases import Address
from suixing.config.engine.identity import EngineAccount, reachable_programs
from suixing.config.roles import OWN_POLICY
from suixing.kernel.errors import Refusal, Sentence

FAILED = Sentence(
    "数据库{what}未成功；{kept}。数据库报告：{said}",
    "The database could not be {what_en}; {kept_en}. It said: {said}",
)

# A dump that breaks off must not be committed half: psql gets a statement that fails instead of an end.
_POISON = b"\n\\.\nSELECT restore_was_not_complete;\n"
# Policies for a role by its name, which every start makes anew; here the roles may have other names.
_OF_A_ROLE = f" {OWN_POLICY}_"
_RESET = b"DROP OWNED BY CURRENT_USER CASCADE;\nCREATE SCHEMA IF NOT EXISTS public;\n"


def _environment(address: Address) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **address.libpq_environment()}


def _program(name: str) -> str:
    return str(reachable_programs(EngineAccount()) / name)


def dump(address: Address, target: Path) -> None:
    """One consistent snapshot of the whole database, compressed, while others go on working."""
    done = subprocess.run(
        [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"],
        env=_environment(address), stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise _failure("备份", "backed up", "节点不受影响", "the node is unaffected", done.stderr)


def restore(address: Address, source: Path) -> None:
    """Replace everything in the database by the dump, in one transaction: all of it or nothing."""
    environment = _environment(address)
    with _chosen(source) as chosen, subprocess.Popen(
        [_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as psql, subprocess.Popen(
        [
            _program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", f"--use-list={chosen}",
            "--file=-", str(source),
        ],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as reader:  # fmt: skip
        said = _pump(reader, psql)
    if reader.returncode != 0 or psql.returncode != 0:
        raise _failure("恢复", "restored", "节点未改动", "the node is unchanged", said)


@contextmanager
def _chosen(source: Path) -> Iterator[str]:
    """A file that names what of the dump is brought back; empty where it cannot be read, which is then said."""
    listed = subprocess.run(
        [_program("pg_restore"), "--list", str(source)], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    lines = listed.stdout.decode().splitlines(keepends=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.writelines(line for line in lines if not (" POLICY " in line and _OF_A_ROLE in line))
        file.flush()
        yield file.name


def _pump(reader: "subprocess.Popen[bytes]", psql: "subprocess.Popen[bytes]") -> bytes:
    if reader.stdout is None or psql.stdin is None or psql.stderr is None:
        raise AssertionError("both programs have pipes")
    try:
        psql.stdin.write(_RESET)
        while block := reader.stdout.read(1 << 20):
            psql.stdin.write(block)
        if reader.wait() != 0:
            psql.stdin.write(_POISON)
        psql.stdin.close()
    except BrokenPipeError:  # psql met an error and has said what it was
        reader.kill()
        with suppress(BrokenPipeError):  # what it did not read any more
            psql.stdin.close()
    said = psql.stderr.read()
    psql.wait()
    return said


def _failure(what: str, what_en: str, kept: str, kept_en: str, said: bytes) -> Refusal:
    # Only the first words of each line: what follows may quote a row.
    lines = said.decode(errors="replace").strip().splitlines()[:2]
    short = " | ".join(line.split(":", 3)[-1].strip()[:80] for line in lines)
    return Refusal(FAILED.format(what=what, what_en=what_en, kept=kept, kept_en=kept_en, said=short))
