"""Judgements, apart from facts: which concept applies to which target, who says so and why."""

from typing import Annotated

from rolegraph.iris import SLUG
from rolegraph.records.base import Filled, Key, Number, Record, Section, Share, Slug, shaped

NOTHING = "none"
"""Written as the concept when no concept of the scheme applies to the target."""

Target = Annotated[str, shaped("not-a-target", rf"{SLUG}(?:/{SLUG})?")]


class Coding(Record):
    """A row of `data/codings/<scheme>/<coder>.csv`; in `adjudicated.csv` it is what stands."""

    target: Annotated[
        Target,
        Key("target", "対象(版/要素、または版)", "edition/element, or edition", "13203-plan/i-1-1"),
    ]
    concept: Annotated[
        Slug,
        Key(
            "",
            "付ける概念(どれも当たらなければ none)",
            "the concept; none when none applies",
            "tourism",
        ),
    ]
    centrality: Annotated[
        Slug,
        Key(
            "centrality",
            "主(primary)、従(secondary)、対象外と明記(excluded)",
            "primary, secondary or excluded",
            "primary",
            scheme="centrality",
        ),
    ]
    confidence: Annotated[Share, Key("confidence", "確信度(0〜1)", "how sure, 0 to 1", "0.8")]
    rationale: Annotated[
        Filled | None,
        Key("", "理由(自分の言葉)", "reason, in own words", "相談窓口が中心"),
    ] = None
    round: Annotated[Number, Key("round", "判定の回", "round of coding", "1")] = 1
    passages: Annotated[
        str,
        Key("", "根拠の箇所(空白区切り)", "passages, separated by spaces", "6/1/p2 6/2/p1"),
    ] = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The section paths of the passages."""
        return tuple(self.passages.split())


class CodingRow(Coding):
    """A row of the sheet `codings` of a workbook: there, scheme and coder are columns."""

    scheme: Annotated[Slug, Key("", "体系", "scheme", "theme")]
    coder: Annotated[Slug, Key("", "判定者", "coder", "a")]


class Agreement(Record):
    """A row of `data/codings/agreement.csv`, written by `rolegraph agreement`."""

    scheme: Annotated[Slug, Key("", "体系", "scheme", "theme")]
    distance: Annotated[Slug, Key("distance", "距離", "distance", "masi")]
    round: Annotated[Number, Key("round", "回", "round", "1")]
    units: Annotated[Number, Key("units", "単位数", "units", "120")]
    alpha: Annotated[Filled, Key("", "クリッペンドルフのα", "Krippendorff's alpha", "0.812")]
