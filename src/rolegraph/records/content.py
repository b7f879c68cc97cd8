"""The content of a plan: its tree of elements, schedules, schemes, terms and boxes."""

from typing import Annotated

from pydantic import Field

from rolegraph.records.base import (
    GLOSS,
    Bilingual,
    Doubts,
    Filled,
    Identifier,
    Key,
    Label,
    Part,
    Passages,
    Record,
    Ref,
    Refs,
    Slug,
    Truth,
    Year,
)
from rolegraph.records.bodies import OtherNames


class Schedule(Part):
    """The bar of a project in the plan's calendar; years only where they can be read."""

    CLASS, SEGMENT = "Schedule", "schedule"
    bar: Annotated[
        Slug, Key("bar", "新規事業か既存事業か", "new or existing", "new", scheme="schedule-bar")
    ]
    mark: Annotated[
        Slug | None,
        Key(
            "mark",
            "開始・拡充の印(読めなければ書かない)",
            "start or upgrade mark; left out when unreadable",
            "start",
            scheme="schedule-mark",
        ),
    ] = None
    start: Annotated[Year | None, Key("startYear", "開始年度", "first fiscal year", "2018")] = None
    end: Annotated[Year | None, Key("endYear", "終了年度", "last fiscal year", "2022")] = None
    reading: Annotated[
        Slug,
        Key("reading", "読み取りの状態", "how it could be read", "displaced", scheme="reading"),
    ]

    def slug(self) -> str:
        """Return what its IRI ends in."""
        return "bar"


class Relisted(Record):
    """The item that a re-listed one (再掲) repeats."""

    element: Annotated[Ref, Key("relists", "元の取組", "the original", "i-7-1", refers=True)]
    certainty: Annotated[
        Slug, Key("certainty", "対応の確かさ", "how sure", "certain", scheme="certainty")
    ]
    varies: Annotated[
        Slug, Key("variation", "元との違い", "what differs", "target", scheme="variation")
    ]


class Element(Part):
    """A node of the plan's content tree; its class follows from its level."""

    CLASS, SEGMENT = "PlanElement", "element"
    id: Identifier
    level: Annotated[
        Slug, Key("", "階層(policy, measure, initiative など)", "level in the tree", "measure")
    ]
    number: Annotated[Filled | None, Key("number", "印刷された番号", "number as printed", "①")] = (
        None
    )
    parent: Annotated[
        Ref | None, Key("parent", "上位の要素", "the element above", "p-1", refers=True)
    ] = None
    title: Annotated[
        Bilingual | None,
        Key(
            "rdfs:label",
            "表題(印刷どおり)と英訳。欠けていれば書かない",
            "title as printed, with translation; left out when lost",
            "{ja: 出前講座の実施, en: visiting lectures}",
        ),
    ] = None
    provisional: Annotated[Truth, Key("", "(仮称)が付くか", "printed as provisional", "true")] = (
        False
    )
    kind: Annotated[
        Slug | None,
        Key(
            "projectKind", "重点事業の区分", "new or existing project", "new", scheme="schedule-bar"
        ),
    ] = None
    status: Annotated[
        Slug | None,
        Key(
            "status",
            "取組の状況(新規・拡充・継続など)",
            "new, expanded, continued, …",
            "continued",
            scheme="status",
        ),
    ] = None
    modality: Annotated[
        Slug | None,
        Key(
            "modality",
            "最後の述語の強さ",
            "strength of the final predicate",
            "commitment",
            scheme="modality",
        ),
    ] = None
    wording: Annotated[
        Filled | None, Key("wording", "文末表現", "ending of the final predicate", "行います")
    ] = None
    gloss: Annotated[Bilingual | None, GLOSS] = None
    relists: Annotated[
        tuple[Relisted, ...],
        Key(
            "",
            "再掲の元",
            "originals of a re-listed item",
            "[{element: i-7-1, certainty: certain, varies: target}]",
        ),
    ] = ()
    uses: Annotated[
        Refs, Key("uses", "用いる支援制度", "support schemes used", "[design-grant]", refers=True)
    ] = ()
    roles: Annotated[
        dict[Slug, Refs],
        Key(
            "",
            "要素における役割(役割の種類: 主体)",
            "roles in it, by kind",
            "{beneficiary: [shops]}",
            refers=True,
        ),
    ] = {}
    schedule: Annotated[
        Schedule | None,
        Key("hasSchedule", "年次計画", "schedule", "{bar: new, mark: start, reading: displaced}"),
    ] = None
    passages: Passages
    doubts: Doubts = {}


class Scheme(Part):
    """A named support scheme: grant, loan mediation, desk, network."""

    CLASS, SEGMENT = "SupportScheme", "scheme"
    id: Identifier
    name: Label
    owner: Annotated[
        Ref | None,
        Key("owner", "制度の主体", "whose scheme it is", "org/tokyo-metropolis", refers=True),
    ] = None
    instrument: Annotated[
        Slug | None, Key("instrument", "手法", "instrument", "grant", scheme="instrument")
    ] = None
    other_names: OtherNames = ()
    passages: Passages
    doubts: Doubts = {}


class GlossaryTerm(Part):
    """A term that the plan marks as explained elsewhere."""

    CLASS, SEGMENT = "GlossaryTerm", "term"
    id: Identifier
    term: Label
    marked_in: Annotated[
        Refs, Key("markedIn", "印が付いた要素", "where it is marked", "[i-4-1]", refers=True)
    ] = Field((), alias="in")
    passages: Passages
    doubts: Doubts = {}


class Box(Part):
    """A column box: its title and where it stands; no text."""

    CLASS, SEGMENT = "ColumnBox", "box"
    id: Identifier
    title: Label
    context: Annotated[
        Ref | None, Key("inContext", "載っている要素", "where it stands", "m-1", refers=True)
    ] = Field(None, alias="in")
    passages: Passages
    doubts: Doubts = {}
