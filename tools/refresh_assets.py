"""Fetch again what others wrote for the pages, and compare it with the hashes on record.

    python tools/refresh_assets.py                       # the versions on record
    python tools/refresh_assets.py htmx.org 2.0.11       # another version; writes its hashes on record

Uses ``npm pack`` and so whatever source of packages this machine is set up with; runs no script of the package.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parents[1] / "src" / "suixing" / "web" / "static" / "vendor"
RECORD = VENDOR / "assets.json"


def fetch(name: str, version: str, folder: Path) -> Path:
    """The archive of one package."""
    done = subprocess.run(
        ["npm", "pack", f"{name}@{version}", "--ignore-scripts", "--json"],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return folder / str(json.loads(done.stdout)[0]["filename"])


def integrity(content: bytes) -> str:
    """The hash as lock files of this kind of package write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def refresh(asset: dict[str, Any], *, trusted: bool) -> None:
    """Put the files of one package in place; stops where a hash is not the one on record."""
    with tempfile.TemporaryDirectory() as folder:
        archive = fetch(asset["package"], asset["version"], Path(folder))
        found = integrity(archive.read_bytes())
        if trusted:
            asset["integrity"] = found
        elif found != asset["integrity"]:
            sys.exit(f"{asset['package']} {asset['version']} is not what is on record. Nothing was written.")
        with tarfile.open(archive) as packed:
            for one in asset["files"]:
                held = packed.extractfile("package/" + one["from"])
                if held is None:
                    sys.exit(f"{asset['package']} has no {one['from']}. Nothing was written.")
                content = held.read()
                one["sha256"] = hashlib.sha256(content).hexdigest()
                to = VENDOR / one["to"]
                to.parent.mkdir(exist_ok=True)
                to.write_bytes(content)


def main() -> None:
    """Refresh all, or bring one to another version."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    changed = sys.argv[1:]
    for asset in record:
        if changed and asset["package"] == changed[0]:
            asset["version"] = changed[1]
            refresh(asset, trusted=True)
        elif not changed:
            refresh(asset, trusted=False)
    RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
