"""Pictures: right in Japanese without installed fonts, with words for who cannot see them."""

import re
import xml.etree.ElementTree as ET

import pytest

from rolegraph.charts import draw_comparison
from rolegraph.charts.drawing import wrapped
from rolegraph.comparison.exhibit import Picture
from rolegraph.errors import RolegraphError, UnknownName
from rolegraph.study import Study, open_study
from rolegraph.workspace import Workspace

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def study(corpus: Workspace) -> Study:
    return open_study(corpus.root, "ja")


def words(picture: Picture) -> set[str]:
    """The texts of a picture."""
    root = ET.fromstring(picture.svg)
    return {"".join(e.itertext()) for e in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("name", ["duties", "roles", "themes", "planning-points"])
def test_a_picture_carries_its_font_its_words_and_a_png(study: Study, name: str) -> None:
    picture = study.compare(name).picture()
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.alt
    assert "@font-face" in picture.svg
    assert not re.search(r"(?:href|src)=\"?https?:", picture.svg), (
        "nothing is loaded from elsewhere"
    )
    assert picture.png.startswith(b"\x89PNG")
    assert picture.alt.encode() in picture.png
    assert not any("undefined" in word for word in words(picture))


def test_the_state_of_a_cell_is_a_sign_and_not_only_a_colour(study: Study) -> None:
    found = words(study.compare("planning-points").picture())
    assert {"✕", "○"} <= found
    assert any(word.startswith("●") for word in found)


def test_bars_say_their_numbers_and_the_state_of_empty_rows(study: Study) -> None:
    found = words(study.compare("duties").picture())
    assert "記載なし" in found
    assert "未入力" in found
    assert any(word.endswith("3") for word in found)


def test_bars_need_a_breakdown(study: Study) -> None:
    with pytest.raises(RolegraphError, match="breakdown"):
        draw_comparison("modality-bars", study.compare("roles").exhibit)
    with pytest.raises(UnknownName, match="did you mean 'role-matrix'"):
        study.compare("roles").picture("role-matrx")


def test_schedules_lineage_and_networks_are_drawn(study: Study) -> None:
    for kind in ("schedule", "hub-lineage", "network", "network-elements"):
        picture = study.draw(kind)
        assert picture.alt
        assert picture.png.startswith(b"\x89PNG")


def test_two_pictures_on_one_page_share_no_id(study: Study) -> None:
    one, other = study.compare("duties").picture(), study.draw("network")
    ids = [set(re.findall(r'\bid="([^"]+)"', picture.svg)) for picture in (one, other)]
    assert not ids[0] & ids[1]


def test_long_labels_are_wrapped_by_width_and_never_begin_with_a_closing_mark() -> None:
    assert wrapped("産業振興ビジョン(改訂版)", 16) == ["産業振興ビジョン", "(改訂版)"]
    assert wrapped("Vision of the city (revised)", 18) == ["Vision of the city", "(revised)"]
    assert wrapped("", 10) == [""]
