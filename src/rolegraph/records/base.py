"""The ground of all records: frozen, strict values that remember where they were written."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rolegraph.findings import Place
from rolegraph.iris import SLUG


class Key(NamedTuple):
    """What a key of an authoring file means and which property it becomes ('': none of its own)."""

    property: str
    ja: str
    en: str
    example: str = ""
    scheme: str = ""  # the value is a concept of this scheme
    refers: bool = False  # the value names a part of the same edition, or org/<slug>
    parent: str = ""  # a super-property that is asserted too: queries expect no reasoning


class Mapped(dict[str, Any]):
    """A mapping of an authoring file with the place of each key ('' is the mapping itself)."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        super().__init__()
        self.places = dict(places)


class Record(BaseModel):
    """A frozen value with no unknown keys; key names are the field names in kebab-case."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        validate_by_alias=True,
        validate_by_name=False,
    )
    _places: dict[str, Place] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_places(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        record = handler(data)
        if isinstance(data, Mapped):
            record._places = data.places
        return record

    def place_of(self, key: str = "") -> Place:
        """Return where a key of this record stands ('' or a key left out: the record itself)."""
        places = self.__pydantic_private__["_places"] if self.__pydantic_private__ else {}
        return places.get(key) or places.get("") or Place("")


class Part(Record):
    """A record that becomes a node of its own below another: its class, IRI segment and slug."""

    CLASS: ClassVar[str]
    SEGMENT: ClassVar[str]

    def slug(self) -> str:
        """Return the last segment of its IRI: the identifier, or what stands in for one."""
        return str(self.__dict__["id"])


def _fault(kind: str, value: object) -> PydanticCustomError:
    return PydanticCustomError(kind, "{value}", {"value": str(value)})


def _digits(value: object) -> str:
    text = str(value)
    if not re.fullmatch(r"[0-9]+", text):
        wide = re.fullmatch(r"[0-9]+", unicodedata.normalize("NFKC", text))
        raise _fault("full-width-digits" if wide else "not-a-number", text)
    return text


def _number(value: object) -> int:
    return int(_digits(value))


def _year(value: object) -> int:
    text = _digits(value)
    if not re.fullmatch(r"1[89][0-9]{2}|2[0-9]{3}", text):
        raise _fault("not-a-year", text)
    return int(text)


def share(value: object) -> str:
    """Return a number from 0 to 1 as it is written."""
    if not re.fullmatch(r"0(\.[0-9]+)?|1(\.0+)?", str(value)):
        raise _fault("not-a-share", value)
    return str(value)


def _truth(value: object) -> bool:
    if value not in ("true", "false", True, False):
        raise _fault("not-true-or-false", value)
    return value in ("true", True)


def shaped(kind: str, pattern: str) -> AfterValidator:
    """Return a check that a whole text has a shape; `kind` is the rule named when it has not."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise _fault(kind, value)
        return value

    return AfterValidator(check)


def _filled(value: str) -> str:
    if not value.strip():
        raise _fault("empty-value", value)
    return value


SECTION = r"[0-9a-z-]+(?:/[0-9a-z-]+)*"

Filled = Annotated[str, AfterValidator(_filled)]
Slug = Annotated[str, shaped("not-a-slug", SLUG)]
Ref = Annotated[str, shaped("not-a-reference", rf"(?:org/)?{SLUG}")]
Section = Annotated[str, shaped("not-a-section", SECTION)]
Refs = tuple[Ref, ...]
Date = Annotated[str, shaped("not-a-date", r"[0-9]{4}(?:-[01][0-9](?:-[0-3][0-9])?)?")]
AreaCode = Annotated[str, shaped("not-an-area-code", r"[0-9]{5}")]
AreaCode6 = Annotated[str, shaped("not-an-area-code", r"[0-9]{6}")]
Number = Annotated[int, BeforeValidator(_number), Field(json_schema_extra={"type": "integer"})]
Year = Annotated[int, BeforeValidator(_year)]
Share = Annotated[str, BeforeValidator(share)]
Truth = Annotated[bool, BeforeValidator(_truth)]


class Bilingual(Record):
    """The same words in Japanese and English."""

    ja: Annotated[Filled, Key("", "日本語", "Japanese", "市民")]
    en: Annotated[Filled, Key("", "英語", "English", "citizens")]


class DoubtNote(Record):
    """How far one value could be read, and what stood in the way."""

    reading: Annotated[
        Slug, Key("reading", "読み取りの状態", "how it could be read", "garbled", scheme="reading")
    ]
    note: Annotated[
        Bilingual,
        Key(
            "note",
            "状態の説明(自分の言葉)",
            "what stood in the way, in own words",
            "{ja: 見出しが欠けている, en: heading missing}",
        ),
    ]


Passages = Annotated[
    tuple[Section, ...],
    Field(min_length=1),
    Key("statedIn", "根拠となる箇所(節の番号)", "passages that state it", "[4-1/4/b1]"),
]
Label = Annotated[
    Bilingual,
    Key(
        "rdfs:label",
        "名称(印刷どおり)と英訳",
        "name as printed, with translation",
        "{ja: 市民, en: citizens}",
    ),
]
GLOSS = Key(
    "gloss",
    "自分の言葉による要約(60字以内)",
    "summary in own words, at most 60 characters",
    "{ja: 地元の店を使う, en: use local shops}",
)
Gloss = Annotated[Bilingual, GLOSS]
Doubts = Annotated[
    dict[str, DoubtNote],
    Key(
        "",
        "読み取りに疑いのあるキーとその状態",
        "keys of doubtful reading",
        "{title: {reading: lost, note: {ja: …, en: …}}}",
    ),
]
Identifier = Annotated[
    Slug, Key("", "識別子(一度決めたら変えない)", "identifier, never changed", "citizens-1")
]


class KeyOf(NamedTuple):
    """A key of a record class: the field, the key as written and what it means."""

    field: str
    written: str
    key: Key


@cache
def keys_of(record: type[Record]) -> tuple[KeyOf, ...]:
    """Return the keys of a record class that carry a meaning of their own, in written order."""
    return tuple(
        KeyOf(name, field.alias or name, meta)
        for name, field in record.model_fields.items()
        for meta in field.metadata
        if isinstance(meta, Key)
    )


def walk(record: Record) -> Iterator[Record]:
    """Yield a record and all records below it, in written order."""
    yield record
    for name in _holders(type(record)):
        value = record.__dict__.get(name)  # a record salvaged from a faulty file lacks some
        items = value.values() if isinstance(value, dict) else value
        for item in items if isinstance(items, (tuple, type({}.values()))) else (value,):
            if isinstance(item, Record):
                yield from walk(item)
            elif isinstance(item, tuple):
                yield from (r for part in item if isinstance(part, Record) for r in walk(part))


@cache
def _holders(record: type[Record]) -> tuple[str, ...]:
    """Return the fields of a record class that may hold other records."""
    return tuple(name for name, field in record.model_fields.items() if _may_hold(field.annotation))


def _may_hold(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return True
    return any(_may_hold(argument) for argument in getattr(annotation, "__args__", ()))
