from pathlib import Path


def restore(folder: Path, *, keys: Path | None) -> int:
    return 0
