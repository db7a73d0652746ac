"""The file of the certificates that the listener lets in: those of all nodes that are trusted, and no authority's."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path


def write_trust(path: Path, certificates: Sequence[str]) -> bool:
    """Make ``path`` hold exactly these certificates (PEM), whole or not at all; whether that changed it.

    A file that holds them already is not touched, for the listener starts anew when it changes.
    """
    wanted = "".join(f"{certificate}\n" for certificate in sorted({each.strip() for each in certificates})).encode()
    try:
        if path.read_bytes() == wanted:
            return False
    except FileNotFoundError:
        pass
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(wanted)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    return True
