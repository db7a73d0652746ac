"""The comparison of address reading, with a small draw, and what its generator takes for granted."""

import io
import sys

import pytest

from suixing.config.bench import place_rivals, places
from suixing.config.bench.place_texts import HARDER, USUAL, Tables, Typist
from suixing.kernel.errors import Refusal
from suixing.places.reading import Reader


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The published tables as the generator reads them."""
    return Tables()


def test_the_same_seed_draws_the_same_addresses(tables: Tables) -> None:
    drawn = [Typist(tables, 7).draw(way, 20) for way in (*USUAL, *HARDER)]
    assert drawn == [Typist(tables, 7).draw(way, 20) for way in (*USUAL, *HARDER)]
    assert drawn != [Typist(tables, 8).draw(way, 20) for way in (*USUAL, *HARDER)]


def test_what_fits_several_places_is_counted_from_the_tables(tables: Tables) -> None:
    assert tables.same_names["", "朝阳区", "建外街道"] == 1
    assert tables.without_county["江苏省", "南京市", "宁海路街道"] == 1
    near = Typist(tables, 1).near("重庆市钟县忠州街道")
    assert near == {"500233001"}


@pytest.mark.parametrize("way", USUAL)
def test_usual_ways_reach_their_promise(reader: Reader, tables: Tables, way: str) -> None:
    score = places.measure(_ours(reader), Typist(tables, 4711).draw(way, 1000))
    assert score.county >= 0.9995 * score.asked
    assert score.township >= 0.998 * score.asked
    assert score.wrong == 0


@pytest.mark.parametrize("way", HARDER)
def test_harder_ways_reach_their_promise(reader: Reader, tables: Tables, way: str) -> None:
    score = places.measure(_ours(reader), Typist(tables, 4711).draw(way, 1000))
    assert score.township >= 0.95 * score.asked
    assert score.wrong <= score.asked / 500
    assert score.admitted >= score.several - 1


def _ours(reader: Reader) -> place_rivals.ReadAll:
    return lambda texts: [(reading.status, reading.code or "") for reading in reader.read_many(texts)]


def test_a_missing_rival_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jionlp", None)
    out = io.StringIO()
    with pytest.raises(Refusal) as refused:
        places.run(seed=1, count=2, out=out)
    assert "jionlp" in refused.value.sentence.zh
    assert "requirements/bench.lock" in refused.value.sentence.en
    assert out.getvalue() == ""
