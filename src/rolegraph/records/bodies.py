"""Councils, teams, meetings and facilities: who sits there, what they are for."""

from typing import Annotated

from rolegraph.records.base import (
    Bilingual,
    Date,
    Doubts,
    Identifier,
    Key,
    Label,
    Part,
    Passages,
    Record,
    Ref,
    Slug,
    Year,
)


class Seat(Part):
    """A seat in a body, by kind of actor; no person is named."""

    CLASS, SEGMENT = "Seat", "seat"
    kind: Annotated[
        Slug, Key("seatKind", "構成員の種類", "kind of member", "expert", scheme="actor-kind")
    ]
    label: Label
    passages: Passages
    doubts: Doubts = {}

    def slug(self) -> str:
        """Return what its IRI ends in."""
        return self.kind


class BodyFunction(Part):
    """What a body does: in the past, from now on, or as announced."""

    CLASS, SEGMENT = "BodyFunction", "function"
    function: Annotated[
        Slug, Key("function", "機能", "function", "share-information", scheme="body-function")
    ]
    tense: Annotated[
        Slug, Key("tense", "時制", "past, from-now, announced or standing", "past", scheme="tense")
    ]
    passages: Passages
    doubts: Doubts = {}

    def slug(self) -> str:
        """Return what its IRI ends in."""
        return f"{self.function}-{self.tense}"


class HubFunction(Part):
    """What a facility is to offer."""

    CLASS, SEGMENT = "BodyFunction", "function"
    function: Annotated[
        Slug, Key("function", "機能", "function", "consultation", scheme="hub-function")
    ]
    passages: Passages
    doubts: Doubts = {}

    def slug(self) -> str:
        """Return what its IRI ends in."""
        return self.function


class Established(Record):
    """When a body was founded, as far as printed."""

    year: Annotated[Year | None, Key("established", "設置年度", "fiscal year", "2018")] = None
    date: Annotated[
        Date | None, Key("establishedDate", "設置年月", "date as printed", "2019-01")
    ] = None
    passages: Passages
    doubts: Doubts = {}


class OtherName(Part):
    """A further name of a thing: former, provisional."""

    CLASS, SEGMENT = "Name", "name"
    name: Label
    status: Annotated[
        Slug, Key("nameStatus", "名称の状態", "status of the name", "former", scheme="name-status")
    ]
    until: Annotated[Date | None, Key("until", "いつまでの名称か", "used until", "2021-09")] = None
    passages: Passages
    doubts: Doubts = {}

    def slug(self) -> str:
        """Return what its IRI ends in."""
        return self.status


OtherNames = Annotated[
    tuple[OtherName, ...],
    Key(
        "otherName",
        "他の名称(旧称など)",
        "other names",
        "[{name: {ja: …, en: …}, status: former, passages: […]}]",
    ),
]
NameStatus = Annotated[
    Slug,
    Key(
        "nameStatus",
        "名称の状態(official, provisional, former)",
        "status of the name",
        "official",
        scheme="name-status",
    ),
]


class Body(Part):
    """A council, team or meeting as the edition describes it."""

    CLASS, SEGMENT = "PromotionBody", "body"
    id: Identifier
    organization: Annotated[
        Slug | None,
        Key("organization", "登録簿の識別子", "slug in the registry", "tokorozawa-vision-council"),
    ] = None
    name: Label
    name_status: NameStatus
    other_names: OtherNames = ()
    kind: Annotated[
        Slug, Key("bodyKind", "会議体の種類", "kind of body", "council", scheme="body-kind")
    ]
    established: Annotated[
        Established | None,
        Key(
            "established",
            "設置の時期",
            "when it was founded",
            "{year: 2018, passages: [4-2/1/p1/s1]}",
        ),
    ] = None
    secretariat: Annotated[
        Ref | None, Key("secretariat", "事務局", "secretariat", "city", refers=True)
    ] = None
    seats: Annotated[
        tuple[Seat, ...],
        Key(
            "hasSeat",
            "構成員(種類ごと)",
            "seats, by kind",
            "[{kind: expert, label: {ja: …, en: …}, passages: […]}]",
        ),
    ] = ()
    functions: Annotated[
        tuple[BodyFunction, ...],
        Key(
            "hasFunction",
            "機能",
            "functions",
            "[{function: propose, tense: from-now, passages: […]}]",
        ),
    ] = ()
    passages: Passages
    doubts: Doubts = {}


class Span(Record):
    """A period in fiscal years."""

    start: Annotated[Year | None, Key("periodStart", "開始年度", "first fiscal year", "2006")] = (
        None
    )
    end: Annotated[Year | None, Key("periodEnd", "終了年度", "last fiscal year", "2010")] = None


class Positioning(Part):
    """How one document positioned a facility."""

    CLASS, SEGMENT = "Positioning", "positioning"
    id: Identifier
    document: Label
    date: Annotated[
        Date | None, Key("documentDate", "文書の年月", "date of the document", "2009-03")
    ] = None
    period: Annotated[
        Span | None, Key("", "文書の期間", "period of the document", "{start: 2006, end: 2010}")
    ] = None
    position: Annotated[
        Bilingual,
        Key(
            "position",
            "位置づけ(自分の言葉)",
            "position, in own words",
            "{ja: 拠点機能の一つ, en: one of the hub functions}",
        ),
    ]
    passages: Passages
    doubts: Doubts = {}


class Facility(Part):
    """A planned or existing facility for promotion."""

    CLASS, SEGMENT = "Facility", "facility"
    id: Identifier
    name: Label
    name_status: NameStatus
    other_names: OtherNames = ()
    functions: Annotated[
        tuple[HubFunction, ...],
        Key("hasFunction", "機能", "functions", "[{function: consultation, passages: […]}]"),
    ] = ()
    positionings: Annotated[
        tuple[Positioning, ...],
        Key(
            "hasPositioning",
            "各文書での位置づけ",
            "how documents positioned it",
            "[{id: p-1, document: {ja: …, en: …}, …}]",
        ),
    ] = ()
    passages: Passages
    doubts: Doubts = {}
