"""Reading free-text addresses into divisions: ``load_reader().read("重庆市忠县忠州街道和平村3组12号")``."""

import os
from pathlib import Path

from platformdirs import user_cache_path

from suixing.places.reading.index import is_built, open_index
from suixing.places.reading.reader import MOST_CANDIDATES, Reader, Reading

__all__ = ["MOST_CANDIDATES", "Reader", "Reading", "default_cache", "load_reader", "needs_building"]


def default_cache() -> Path:
    """``$SUIXING_HOME/cache`` where that is set, else the user's cache folder."""
    home = os.environ.get("SUIXING_HOME")
    return Path(home) / "cache" if home else user_cache_path("suixing")


def needs_building(cache_dir: Path | None = None) -> bool:
    """Whether ``load_reader`` would first build the index, which takes some seconds."""
    return not is_built(cache_dir or default_cache())


def load_reader(cache_dir: Path | None = None) -> Reader:
    """A reader over the shared index, which is built on first use (a few seconds) and then only mapped."""
    return Reader(open_index(cache_dir or default_cache()))
