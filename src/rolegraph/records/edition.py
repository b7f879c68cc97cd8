"""One edition of a plan: everything that one file of `data/plans/` states."""

from typing import Annotated

from rolegraph.records.actors import Actor, Duty, Mention, Role
from rolegraph.records.base import (
    AreaCode,
    Bilingual,
    Date,
    Doubts,
    Gloss,
    Identifier,
    Key,
    Label,
    Number,
    Part,
    Passages,
    Record,
    Ref,
    Slug,
)
from rolegraph.records.bodies import Body, Facility, Span
from rolegraph.records.content import Box, Element, GlossaryTerm, Scheme


class StatedCount(Part):
    """A count that the text itself announces, for checking what was found."""

    CLASS, SEGMENT = "StatedCount", "count"
    level: Annotated[Slug, Key("", "数えられた階層", "level counted", "strategic-goal")]
    count: Annotated[Number, Key("count", "数", "the count", "5")]
    passages: Passages
    doubts: Doubts = {}

    def slug(self) -> str:
        """Return what its IRI ends in."""
        return self.level


class Step(Part):
    """A step of the management cycle: who plans, does, checks or acts, and who hears of it."""

    CLASS, SEGMENT = "ManagementStep", "step"
    id: Identifier
    stage: Annotated[Slug, Key("stage", "PDCAの段階", "stage of the cycle", "check", scheme="pdca")]
    performer: Annotated[
        Ref | None, Key("performer", "行う主体", "who does it", "city", refers=True)
    ] = None
    recipient: Annotated[
        Ref | None, Key("recipient", "報告を受ける主体", "who hears of it", "council", refers=True)
    ] = None
    frequency: Annotated[Slug, Key("frequency", "頻度", "how often", "yearly", scheme="frequency")]
    gloss: Gloss
    passages: Passages
    doubts: Doubts = {}


class Coverage(Part):
    """How far one aspect of the edition was coded."""

    CLASS, SEGMENT = "CoverageStatement", "coverage"
    aspect: Annotated[Slug, Key("aspect", "観点", "aspect", "duties", scheme="aspect")]
    extent: Annotated[
        Slug,
        Key(
            "extent",
            "範囲(complete, partial, none, outside)",
            "how far",
            "complete",
            scheme="extent",
        ),
    ]
    note: Annotated[
        Bilingual | None, Key("note", "補足", "remark", "{ja: 第4章のみ, en: chapter 4 only}")
    ] = None

    def slug(self) -> str:
        """Return what its IRI ends in."""
        return self.aspect


class Period(Span):
    """The period of a plan as printed."""

    phase: Annotated[
        Bilingual | None,
        Key("phase", "期の名称", "name of the phase", "{ja: 前期, en: first half}"),
    ] = None
    passages: Passages
    doubts: Doubts = {}


class Issued(Record):
    """When the edition was issued, as printed."""

    date: Annotated[Date, Key("dct:issued", "発行年月", "date of issue", "2018-01")]
    passages: Passages
    doubts: Doubts = {}


class Edition(Record):
    """One file of `data/plans/`: one edition or published excerpt of a plan, facts only."""

    municipality: Annotated[
        AreaCode,
        Key(
            "issuer", "発行した市区町村(5桁コード)", "issuing municipality, 5-digit code", '"11208"'
        ),
    ]
    plan: Annotated[
        Slug,
        Key(
            "editionOf",
            "計画(版をまたぐ系統)の識別子",
            "the plan it is an edition of",
            "11208-vision",
        ),
    ]
    plan_title: Annotated[
        Bilingual,
        Key("", "計画の名称", "title of the plan", "{ja: 産業振興ビジョン, en: Industrial Vision}"),
    ]
    title: Label
    source: Annotated[
        Slug,
        Key(
            "dct:source", "出典(sources.yaml の識別子)", "source document", "tokorozawa-vision-ch4"
        ),
    ]
    excerpt: Annotated[
        Bilingual,
        Key("excerpt", "手元にある範囲", "part of the document held", "{ja: 第4章, en: chapter 4}"),
    ]
    issued: Annotated[Issued | None, Key("", "発行", "issue")] = None
    period: Annotated[Period | None, Key("", "計画期間", "period")] = None
    stated_counts: Annotated[
        tuple[StatedCount, ...], Key("", "本文が述べる件数", "counts that the text announces")
    ] = ()
    actors: Annotated[tuple[Actor, ...], Key("", "主体(版での呼び名ごと)", "actor groups")] = ()
    organizations: Annotated[
        tuple[Mention, ...], Key("", "名前の出る団体と箇所", "organisations named, and where")
    ] = ()
    roles: Annotated[tuple[Role, ...], Key("", "役割", "roles")] = ()
    duties: Annotated[tuple[Duty, ...], Key("", "責務", "duties")] = ()
    bodies: Annotated[tuple[Body, ...], Key("", "会議体", "councils, teams, meetings")] = ()
    facilities: Annotated[tuple[Facility, ...], Key("", "施設", "facilities")] = ()
    elements: Annotated[tuple[Element, ...], Key("", "方針・施策・取組など", "content tree")] = ()
    schemes: Annotated[tuple[Scheme, ...], Key("", "支援制度", "support schemes")] = ()
    glossary: Annotated[
        tuple[GlossaryTerm, ...], Key("", "用語解説の印", "terms marked as explained")
    ] = ()
    boxes: Annotated[tuple[Box, ...], Key("", "コラム", "column boxes")] = ()
    steering: Annotated[tuple[Step, ...], Key("", "進行管理(PDCA)", "management cycle")] = ()
    coverage: Annotated[
        tuple[Coverage, ...], Key("", "入力の範囲", "how far each aspect was coded")
    ] = ()
    doubts: Doubts = {}
