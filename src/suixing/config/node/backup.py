from pathlib import Path


def backup(folder: Path, *, keys: Path | None) -> int:
    return 0
