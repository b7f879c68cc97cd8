"""Judgements of a synthetic workspace: a memo, and codings of every edition by two coders."""

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

THEMES = [
    "sales-channels", "product-development", "successor-training", "business-succession",
    "sites-and-premises", "start-up", "management-finance", "digital", "collaboration",
    "workforce", "shopping-streets", "tourism", "urban-agriculture", "local-brand", "safety",
]  # fmt: skip
INSTRUMENTS = [
    "grant", "loan-mediation", "award", "consultation-desk", "expert-dispatch", "seminar",
    "matching", "event-support", "publicity", "facility", "survey", "coordination",
]  # fmt: skip
CHALLENGES = [f"challenge-{number}" for number in range(1, 9)]
CATEGORIES = [f"category-{number}" for number in range(1, 13)]
POINTS = [f"point-{number}" for number in range(1, 7)]
HEADER = "target,concept,centrality,confidence,rationale,round,passages"
AGREEMENT = 0.8  # the share of units that both coders judge alike


class Codings:
    """The rows of each coding file, gathered edition by edition."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, list[str]] = defaultdict(list)

    def judge(self, edition: str, initiatives: Sequence[str], dice: random.Random) -> None:
        """Code the initiatives of an edition, themes twice, and the edition for points."""
        for slug in initiatives:
            target = f"{edition}/{slug}"
            self._twice("theme", target, THEMES, dice)
            self._once("instrument", target, dice.choice(INSTRUMENTS))
            answered = dice.choice([("challenge", CHALLENGES), ("catalogue", CATEGORIES)])
            self._once(answered[0], target, dice.choice(answered[1]))
        for point in dice.sample(POINTS, 3):
            self._once("planning-point", edition, point)
        denied = dice.choice(THEMES)
        self._row("theme/adjudicated", f"{edition}/p-1", denied, "excluded")

    def _twice(self, scheme: str, target: str, concepts: list[str], dice: random.Random) -> None:
        one, other = dice.sample(concepts, 2)
        self._row(f"{scheme}/a", target, one, "primary")
        self._row(f"{scheme}/b", target, one if dice.random() < AGREEMENT else other, "primary")
        self._once(scheme, target, one)

    def _once(self, scheme: str, target: str, concept: str) -> None:
        self._row(f"{scheme}/adjudicated", target, concept, "primary")

    def _row(self, file: str, target: str, concept: str, centrality: str) -> None:
        self.rows[file].append(f"{target},{concept},{centrality},0.8,,1,")

    def write(self, data: Path) -> None:
        """Write the coding files and the memo that their concepts come from."""
        for file, rows in self.rows.items():
            path = data / "codings" / f"{file}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        (data / "memos").mkdir()
        (data / "memos" / "memo.yaml").write_text("\n".join(_memo()) + "\n", "utf-8")


def _memo() -> list[str]:
    lines = [
        "title: {ja: 試験の覚書, en: test memo}",
        "source: memo",
        "points:",
        "  - {id: issue, kind: issue, title: {ja: 論点, en: issue}, passages: [1/p1]}",
        "concepts:",
    ]
    for scheme, concepts in (
        ("challenge", CHALLENGES),
        ("catalogue", CATEGORIES),
        ("planning-point", POINTS),
    ):
        lines += [
            f"  {scheme}:",
            f"    - {{id: of-{scheme}, label: {{ja: 全体, en: all}}, passages: [1/p1]}}",
        ]
        lines += [
            f"    - {{id: {slug}, label: {{ja: 項目{n}, en: item {n}}}, broader: [of-{scheme}], "
            f"point: issue, passages: [1/p{n}]}}"
            for n, slug in enumerate(concepts, 2)
        ]
    return lines
