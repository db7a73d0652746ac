"""What should not be in an address, and what should not happen to the index."""

import errno
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suixing.kernel.errors import Refusal
from suixing.places.reading import Reader, default_cache, index, load_reader
from suixing.places.reading.normal import plain, position, table

PIECES = [
    "重庆市",
    "忠县",
    "忠州街道",
    "省",
    "市",
    "县",
    "路",
    "和平村",
    "吉林",
    "海南",
    " ",
    "　",
    "１２",
    "縣",
    "-",
    "市辖区",
]
A_MILLION = 1_000_000


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_a_reading_that_keeps_it(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.text == text
    assert reading.rest in text
    assert (reading.status == "resolved") == (reading.code is not None)
    if reading.status == "ambiguous":
        assert len(reading.candidates) > 1 or len(text) > 4
    assert reader.read(text) == reading
    for code in (*reading.candidates, *filter(None, [reading.code])):
        assert reader.name(code)


@given(st.text(max_size=30), st.integers(min_value=0, max_value=30))
def test_a_position_in_the_plain_text_is_found_in_the_typed_one(text: str, count: int) -> None:
    kept = plain(text)
    count = min(count, len(kept))
    assert plain(text[: position(text, count)])[:count] == kept[:count]


def test_every_blank_is_dropped() -> None:
    blanks = [code for code in range(0x3100) if chr(code).isspace()]
    assert all(table()[code] is None for code in blanks)


@pytest.mark.parametrize(
    "text",
    [
        "忠" * A_MILLION,
        "重庆市" * A_MILLION,
        " " * A_MILLION,
        "\0" * A_MILLION,
        "吉林" * A_MILLION,
        "1" * A_MILLION,
        "重庆市忠县忠州街道" + "和平村" * A_MILLION,
    ],
)
def test_a_text_of_a_million_characters_takes_no_longer(reader: Reader, text: str) -> None:
    start = time.process_time()
    reading = reader.read(text)
    assert time.process_time() - start < 0.5
    assert reading.text == text


def test_a_long_rest_is_kept(reader: Reader) -> None:
    reading = reader.read("重庆市忠县忠州街道" + "x" * A_MILLION)
    assert reading.code == "500233001"
    assert reading.rest == "x" * A_MILLION


def test_nul_and_lone_surrogates_do_no_harm(reader: Reader) -> None:
    assert reader.read("重庆市\0忠县\0忠州街道").code == "500233001"
    assert reader.read("\udcff重庆市忠县").code == "500233"


def test_latin_and_digits_are_no_place(reader: Reader) -> None:
    for text in ("13800138000", "n/a", "N.A.", "abc", "12-3", "http://example.org/重庆"):
        assert reader.read(text).code in {None, "50"}


def test_the_index_is_opened_quickly(reader: Reader, index_folder: Path) -> None:
    assert reader is not None
    start = time.perf_counter()
    load_reader(index_folder)
    assert time.perf_counter() - start < 0.15


def _copy_of(built: Path) -> Callable[[Path], None]:
    """Stands in for building, which takes seconds."""

    def copy(folder: Path) -> None:
        shutil.copytree(built, folder, dirs_exist_ok=True)

    return copy


def test_a_damaged_index_is_built_anew(
    reader: Reader, index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reader is not None
    built = next(index_folder.glob("places-*"))
    monkeypatch.setattr(index, "build", _copy_of(built))
    shutil.copytree(built, tmp_path / built.name)
    (tmp_path / built.name / "towns.trie").write_bytes(b"cut short")
    assert load_reader(tmp_path).read("忠县忠州街道").code == "500233001"


def test_processes_that_build_at_once_agree(reader: Reader, index_folder: Path, tmp_path: Path) -> None:
    assert reader is not None
    built = next(index_folder.glob("places-*"))
    with ProcessPoolExecutor(4) as pool:
        codes = list(pool.map(_read_in_its_own_process, [built] * 8, [tmp_path] * 8))
    assert codes == ["500233001"] * 8
    assert [folder.name for folder in tmp_path.iterdir()] == [built.name]


def _read_in_its_own_process(built: Path, folder: Path) -> str | None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(index, "build", _copy_of(built))
        return load_reader(folder).read("忠县忠州街道").code


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(index, "build", full)
    with pytest.raises(Refusal):
        load_reader(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file, not a folder")
    with pytest.raises(Refusal) as refused:
        load_reader(taken / "cache")
    assert str(taken) in refused.value.sentence.zh
    assert str(taken) in refused.value.sentence.en


def test_the_cache_follows_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SUIXING_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "cache"
    monkeypatch.delenv("SUIXING_HOME")
    assert default_cache().name == "suixing"
