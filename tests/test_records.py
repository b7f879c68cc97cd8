"""Records are frozen, strict and remember their places; each key says what it means."""

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from rolegraph.findings import Place
from rolegraph.records.actors import Actor, Duty
from rolegraph.records.base import Bilingual, Mapped, Record, keys_of, walk
from rolegraph.records.bodies import Seat
from rolegraph.records.codings import Coding
from rolegraph.records.edition import Edition, Period, StatedCount
from rolegraph.records.memo import Memo
from rolegraph.records.registry import Municipality, Organization, PassageRow, Source

DUTY = {
    "id": "citizens-1",
    "actor": "citizens",
    "rank": "item",
    "ordinal": "1",
    "modality": "expectation",
    "wording": "期待されています",
    "activities": ["use-local-shops"],
    "for": ["businesses"],
    "gloss": {"ja": "近くの商店の利用", "en": "use shops nearby"},
    "passages": ["1/3/b1"],
}
ROOTS = (Edition, Memo, Municipality, Organization, Source, PassageRow, Coding)


def records(root: type[Record]) -> set[type[Record]]:
    """A record class and all that its keys hold."""
    found, below = {root}, [field.annotation for field in root.model_fields.values()]
    while below:
        kind = below.pop()
        below += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, Record) and kind not in found:
            found |= records(kind)
    return found


ALL = sorted({each for root in ROOTS for each in records(root)}, key=lambda each: each.__name__)


def with_key(**changes: Any) -> dict[str, Any]:
    """The duty with other values; None leaves a key out."""
    return {key: value for key, value in (DUTY | changes).items() if value is not None}


def kinds(data: dict[str, Any]) -> list[str]:
    """The kind of the first fault in a duty."""
    with pytest.raises(ValidationError) as caught:
        Duty.model_validate(data)
    return [error["type"] for error in caught.value.errors()][:1]


def test_a_duty_is_read_with_its_keys_in_kebab_case() -> None:
    duty = Duty.model_validate(DUTY)
    assert (duty.ordinal, duty.done_for, duty.done_with) == (1, ("businesses",), ())
    assert duty.slug() == "citizens-1"
    assert Duty.model_validate(with_key(**{"reports-to": ["council"]})).reports_to == ("council",)


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Duty.model_validate(DUTY).wording = "行います"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"reports_to": ["council"]}, "extra_forbidden"),
        ({"modality": None}, "missing"),
        ({"ordinal": "１"}, "full-width-digits"),
        ({"ordinal": "-1"}, "not-a-number"),
        ({"ordinal": "1.0"}, "not-a-number"),
        ({"ordinal": ""}, "not-a-number"),
        ({"ordinal": "٣"}, "not-a-number"),
        ({"id": "Citizens"}, "not-a-slug"),
        ({"id": "citizens--1"}, "not-a-slug"),
        ({"actor": "org/"}, "not-a-reference"),
        ({"passages": ["1//3"]}, "not-a-section"),
        ({"passages": []}, "too_short"),
        ({"activities": ["a", "b", "c", "d"]}, "too_long"),
        ({"wording": " 　"}, "empty-value"),
        ({"gloss": {"ja": "要約"}}, "missing"),
    ],
)
def test_a_wrong_value_is_refused(changes: dict[str, Any], kind: str) -> None:
    assert kinds(with_key(**changes)) == [kind]


@pytest.mark.parametrize("year", ["2018", "1999"])
def test_a_fiscal_year_is_a_whole_number(year: str) -> None:
    assert Period.model_validate({"start": year, "passages": ["1"]}).start == int(year)


@pytest.mark.parametrize("year", ["18", "30", "3018", "平成30", "2018.0"])
def test_a_year_that_is_none_is_refused(year: str) -> None:
    with pytest.raises(ValidationError):
        Period.model_validate({"start": year, "passages": ["1"]})


@pytest.mark.parametrize("code", ["01202", "11208"])
def test_a_code_is_text_of_five_digits(code: str) -> None:
    row = Municipality.model_validate(
        {"code": code, "code6": f"{code}0", "name-ja": "市", "name-en": "City"}
        | {"prefecture-ja": "県", "prefecture-en": "Pref", "kind": "city"}
    )
    assert row.code == code


@pytest.mark.parametrize("share", ["0", "1", "0.25", "1.0"])
def test_a_confidence_is_from_0_to_1(share: str) -> None:
    row = {"target": "x/i-1", "concept": "tourism", "centrality": "primary", "confidence": share}
    assert Coding.model_validate(row).confidence == share


@pytest.mark.parametrize("share", ["2", "-0.1", "1.5", "50%", ".5", "０．５"])
def test_a_confidence_beyond_is_refused(share: str) -> None:
    row = {"target": "x/i-1", "concept": "tourism", "centrality": "primary", "confidence": share}
    with pytest.raises(ValidationError, match=share):
        Coding.model_validate(row)


def test_a_record_remembers_the_place_of_each_key() -> None:
    data = Mapped({"": Place("x.yaml", 3, 3), "ja": Place("x.yaml", 3, 4)})
    data.update(ja="市民", en="citizens")
    record = Bilingual.model_validate(data)
    assert record.place_of("ja") == Place("x.yaml", 3, 4)
    assert record.place_of() == record.place_of("en") == Place("x.yaml", 3, 3)
    assert Bilingual(ja="市民", en="citizens").place_of("ja") == Place("")


def test_walking_a_record_meets_every_record_below_it() -> None:
    actor = {"id": "shops", "name": {"ja": "店", "en": "shops"}, "kinds": ["shop"]}
    doubt = {"reading": "lost", "note": {"ja": "欠", "en": "lost"}}
    record = Actor.model_validate(actor | {"passages": ["1"], "doubts": {"name": doubt}})
    assert [type(r).__name__ for r in walk(record)] == [
        "Actor",
        "Bilingual",
        "DoubtNote",
        "Bilingual",
    ]


def test_parts_without_an_identifier_are_named_after_what_they_are() -> None:
    seat = {"kind": "expert", "label": {"ja": "学識", "en": "experts"}, "passages": ["1"]}
    assert Seat.model_validate(seat).slug() == "expert"
    count = {"level": "policy", "count": "5", "passages": ["1"]}
    assert StatedCount.model_validate(count).slug() == "policy"


@pytest.mark.parametrize("root", ALL, ids=lambda root: root.__name__)
def test_every_key_has_a_meaning_in_both_languages(root: type[Any]) -> None:
    fields = [name for name in root.model_fields if name not in {k.field for k in keys_of(root)}]
    assert not fields, f"annotate {root.__name__}.{fields} with a Key"
    for key in keys_of(root):
        assert key.key.ja, f"{root.__name__}.{key.field}: no meaning in Japanese"
        assert key.key.en, f"{root.__name__}.{key.field}: no meaning in English"
