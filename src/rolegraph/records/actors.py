"""Who acts: groups as an edition names them, their roles and their duties."""

from typing import Annotated

from pydantic import Field

from rolegraph.records.base import (
    Doubts,
    Filled,
    Gloss,
    Identifier,
    Key,
    Label,
    Number,
    Part,
    Passages,
    Record,
    Ref,
    Refs,
    Slug,
)


class Actor(Part):
    """A group as the edition names it."""

    CLASS, SEGMENT = "ActorGroup", "actor"
    id: Identifier
    name: Label
    kinds: Annotated[
        tuple[Slug, ...],
        Field(min_length=1),
        Key(
            "includesKind",
            "含まれる主体の種類",
            "kinds of actor in it",
            "[resident]",
            scheme="actor-kind",
        ),
    ]
    organizations: Annotated[
        tuple[Slug, ...],
        Key(
            "includesOrganization",
            "名指しされた構成団体(登録簿の識別子)",
            "named members, from the registry",
            "[tokorozawa-cci]",
        ),
    ] = ()
    passages: Passages
    doubts: Doubts = {}


class Mention(Record):
    """A concrete organisation that the edition names, and where."""

    id: Annotated[Slug, Key("", "登録簿の識別子", "slug in the registry", "tokorozawa-cci")]
    passages: Passages
    doubts: Doubts = {}


class Role(Record):
    """Who is what in which context; its IRI is made from these three."""

    actor: Annotated[Ref, Key("actor", "役割を担う主体", "who has the role", "city", refers=True)]
    role: Annotated[
        Slug, Key("roleKind", "役割の種類", "kind of role", "coordinator", scheme="role-kind")
    ]
    context: Annotated[
        Ref | None,
        Key(
            "inContext",
            "役割の場(省略時は版全体)",
            "where it holds; left out: the edition",
            "council",
            refers=True,
        ),
    ] = Field(None, alias="in")
    passages: Passages
    doubts: Doubts = {}


class Duty(Part):
    """What an actor is asked, or promises, to do."""

    CLASS, SEGMENT = "Duty", "duty"
    id: Identifier
    actor: Annotated[Ref, Key("bearer", "担い手", "bearer", "citizens", refers=True)]
    context: Annotated[
        Ref | None,
        Key(
            "inContext",
            "関わる要素・会議体・施設",
            "element, body or facility it belongs to",
            "stance-1",
            refers=True,
        ),
    ] = Field(None, alias="in")
    rank: Annotated[
        Slug,
        Key(
            "rank",
            "位置づけ(lead=本文, item=箇条書き, summary=まとめ)",
            "lead, item or summary",
            "item",
            scheme="duty-rank",
        ),
    ]
    ordinal: Annotated[
        Number, Key("ordinal", "主体・位置づけごとの通し番号", "number within actor and rank", "1")
    ]
    modality: Annotated[
        Slug,
        Key(
            "modality",
            "文末表現の強さ",
            "strength of the final predicate",
            "expectation",
            scheme="modality",
        ),
    ]
    wording: Annotated[
        Filled,
        Key(
            "wording",
            "文末表現(述語の末尾のみ)",
            "printed ending of the predicate only",
            "期待されています",
        ),
    ]
    activities: Annotated[
        tuple[Slug, ...],
        Field(min_length=1, max_length=3),
        Key(
            "activity",
            "活動(中心的なものから三つまで)",
            "one to three activities, most central first",
            "[use-local-shops]",
            scheme="duty-activity",
        ),
    ]
    done_with: Annotated[
        Refs,
        Key(
            "doneWith",
            "ともに行う相手",
            "done together with",
            "[businesses]",
            refers=True,
            parent="counterpart",
        ),
    ] = Field((), alias="with")
    done_for: Annotated[
        Refs,
        Key(
            "doneFor",
            "働きかけの相手・受益者",
            "directed at, for the benefit of",
            "[businesses]",
            refers=True,
            parent="counterpart",
        ),
    ] = Field((), alias="for")
    reports_to: Annotated[
        Refs,
        Key(
            "reportsTo",
            "報告・提案の相手",
            "reported or proposed to",
            "[council]",
            refers=True,
            parent="counterpart",
        ),
    ] = ()
    represents: Annotated[
        Refs,
        Key(
            "represents",
            "代弁される主体",
            "spoken for",
            "[businesses]",
            refers=True,
            parent="counterpart",
        ),
    ] = ()
    gloss: Gloss
    passages: Passages
    doubts: Doubts = {}
