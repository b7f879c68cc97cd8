"""What a study group's memo holds: a tree of points, concepts to compare plans with, examples."""

from typing import Annotated

from pydantic import Field

from rolegraph.records.base import (
    Bilingual,
    Date,
    Doubts,
    Filled,
    Gloss,
    Identifier,
    Key,
    Label,
    Part,
    Passages,
    Record,
    Ref,
    Slug,
)
from rolegraph.records.edition import Coverage


class Point(Part):
    """A section, issue, heading or point of the memo."""

    CLASS, SEGMENT = "MemoPoint", "point"
    id: Identifier
    kind: Annotated[
        Slug,
        Key(
            "pointKind",
            "section, issue, heading, point のいずれか",
            "section, issue, heading or point",
            "issue",
            scheme="point-kind",
        ),
    ]
    number: Annotated[Filled | None, Key("number", "印刷された番号", "number as printed", "1")] = (
        None
    )
    parent: Annotated[
        Ref | None, Key("parent", "上位の論点", "the point above", "issue-1", refers=True)
    ] = None
    title: Label
    passages: Passages
    doubts: Doubts = {}


class MemoConcept(Record):
    """A challenge, catalogue entry, planning point, … of the memo; a concept of its scheme."""

    id: Identifier
    label: Annotated[Bilingual, Key("skos:prefLabel", "名称", "name", "{ja: 販路開拓, en: sales}")]
    broader: Annotated[
        tuple[Slug, ...], Key("skos:broader", "上位の概念", "broader concepts", "[sales-channels]")
    ] = ()
    actor_kind: Annotated[
        Slug | None,
        Key(
            "skos:closeMatch",
            "対応する主体の種類",
            "kind of actor that matches",
            "expert",
            scheme="actor-kind",
        ),
    ] = None
    point: Annotated[
        Ref | None,
        Key("point", "述べている論点", "the point that states it", "issue-1", refers=True),
    ] = None
    passages: Passages
    doubts: Doubts = {}


class IndustryExample(Part):
    """A place and product that the memo gives as an example of local industry."""

    CLASS, SEGMENT = "IndustryExample", "industry"
    id: Identifier
    place: Annotated[Bilingual, Key("place", "産地", "place", "{ja: 福井県鯖江市, en: Sabae}")]
    product: Annotated[Bilingual, Key("product", "産品", "product", "{ja: 眼鏡, en: eyewear}")]
    passages: Passages
    doubts: Doubts = {}


class Definition(Record):
    """What the memo calls local industry, in own words."""

    label: Label
    gloss: Gloss
    passages: Passages
    doubts: Doubts = {}


class Law(Part):
    """A law that the memo refers to."""

    CLASS, SEGMENT = "Law", "law"
    id: Identifier
    name: Label
    start: Annotated[Date | None, Key("from", "施行年月", "in force from", "2007-06")] = Field(
        None, alias="from"
    )
    until: Annotated[Date | None, Key("until", "廃止年月", "in force until", "2020-10")] = None
    passages: Passages
    doubts: Doubts = {}


class Memo(Record):
    """One file of `data/memos/`."""

    title: Label
    source: Annotated[Slug, Key("dct:source", "出典", "source document", "study-group-issue-memo")]
    points: Annotated[tuple[Point, ...], Key("", "論点の木", "tree of points")] = ()
    schemes: Annotated[
        dict[Slug, Bilingual],
        Key(
            "", "概念の体系の名称", "names of the concept schemes", "{challenge: {ja: 課題, en: …}}"
        ),
    ] = {}
    concepts: Annotated[
        dict[Slug, tuple[MemoConcept, ...]],
        Key(
            "",
            "概念(体系ごと)",
            "concepts, by scheme",
            "{challenge: [{id: sales-channels, label: {ja: …, en: …}, passages: […]}]}",
        ),
    ] = {}
    industries: Annotated[
        tuple[IndustryExample, ...], Key("", "地域産業の具体例", "examples of local industry")
    ] = ()
    definition: Annotated[
        Definition | None, Key("", "地域産業の定義", "definition of local industry")
    ] = None
    laws: Annotated[tuple[Law, ...], Key("", "参照される法律", "laws referred to")] = ()
    coverage: Annotated[
        tuple[Coverage, ...], Key("", "入力の範囲", "how far each aspect was coded")
    ] = ()
    doubts: Doubts = {}
