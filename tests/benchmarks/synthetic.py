"""A synthetic workspace in the shape of the real one: any number of municipalities, seeded.

Nothing in it is about a real place: names are numbers, digests are made up. Used by benchmarks
(5, 100 and 1,741 editions) and by tests that need more than a handful of editions.
"""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from synthetic_codings import Codings

KINDS = [
    ("businesses", "business"),
    ("shops", "shop"),
    ("chamber", "chamber-of-commerce"),
    ("associations", "trade-association"),
    ("residents", "resident"),
    ("banks", "financial-institution"),
    ("universities", "university-research"),
    ("state", "national-government"),
    ("prefecture", "prefecture"),
]
ACTIVITIES = [
    "implement", "manage-progress", "publicise", "coordinate-stakeholders", "develop-products",
    "develop-markets", "strengthen-management", "join-body", "take-part-in-council",
    "use-local-shops", "buy-local", "finance", "consult", "show-direction",
]  # fmt: skip
MODALITIES = {
    "commitment": "行います",
    "endeavour": "努めます",
    "exploration": "検討します",
    "requirement": "求められます",
    "desire": "望まれます",
    "expectation": "期待されています",
}
ASPECTS = [
    "actors", "roles", "duties", "bodies", "facilities",
    "elements", "schedules", "schemes", "glossary", "steering",
    "themes", "instruments", "catalogue", "challenges", "planning-points",
]  # fmt: skip


def write_workspace(root: Path, municipalities: int, seed: int = 1) -> Path:
    """Write a workspace of this many municipalities, one edition each, and return its folder."""
    data = root / "data"
    (data / "plans").mkdir(parents=True)
    (data / "passages").mkdir()
    rows = ["code,code6,name-ja,name-en,prefecture-ja,prefecture-en,kind"]
    sources = ["sources:", *_source("memo")]
    codings = Codings()
    for number in range(municipalities):
        code = f"{60 + number // 500:02d}{number % 500 + 100}"
        rows.append(
            f"{code},{with_check_digit(code)},試験{number}市,City {number},架空県,Nowhere,city"
        )
        sources += _source(f"s{code}")
        dice = random.Random(f"{seed}-{number}")
        codings.judge(f"{code}-plan", write_edition(data, code, dice), dice)
    codings.write(data)
    write_pointers(data, "memo")
    (data / "municipalities.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (data / "sources.yaml").write_text("\n".join(sources) + "\n", "utf-8")
    state = "{id: state, name: {ja: 国, en: the State}, kind: national-government}"
    (data / "actors.yaml").write_text(f"organizations:\n  - {state}\n", "utf-8")
    return root


def with_check_digit(code: str) -> str:
    """Return a 5-digit area code with its check digit (JIS X 0402, modulus 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return code + str((11 - total % 11) % 10)


def write_edition(data: Path, code: str, dice: random.Random) -> list[str]:
    """Write one edition of some 2,000 triples and its pointers; return its initiatives."""
    elements = list(_elements(dice))
    lines = [
        f'municipality: "{code}"',
        f"plan: {code}-plan",
        f"plan-title: {{ja: 試験計画{code}, en: Plan {code}}}",
        f"title: {{ja: 試験計画{code}, en: Plan {code}}}",
        f"source: s{code}",
        "excerpt: {ja: 全文, en: whole text}",
        "period: {start: 2020, end: 2029, passages: [1/p1]}",
        *_actors(code),
        "organizations: [{id: state, passages: [1/p7]}]",
        *_duties(dice),
        *_bodies(dice),
        *_hub(code),
        *elements,
        *_projects(dice),
        "schemes:",
        "  - {id: state-grant, name: {ja: 国の補助, en: State grant}, owner: org/state,",
        "     instrument: grant, passages: [1/p7]}",
        "glossary:",
        "  - {id: term, term: {ja: 用語, en: term}, in: [i-1-1-1], passages: [1/p8]}",
        "steering:",
        "  - {id: check-1, stage: check, performer: city, recipient: council, frequency: yearly,",
        "     gloss: {ja: 年次点検, en: yearly check}, passages: [1/p3]}",
        "coverage:",
        *(f"  - {{aspect: {aspect}, extent: complete}}" for aspect in ASPECTS),
    ]
    (data / "plans" / f"{code}-plan.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    write_pointers(data, f"s{code}")
    return [line.split()[-1] for line in elements if line.startswith("  - id: i-")]


def write_pointers(data: Path, source: str) -> None:
    """Write 60 pointers into a source."""
    header = "section,page,position,length,occurrence,occurrences,digest,anchors"
    pointers = "\n".join(_pointer(source, number) for number in range(1, 61))
    (data / "passages" / f"{source}.csv").write_text(f"{header}\n{pointers}\n", "utf-8")


def _source(slug: str) -> list[str]:
    return [
        f"  - id: {slug}",
        f"    title: {{ja: 試験文書{slug}, en: Document {slug}}}",
        "    publisher: {ja: 試験市, en: Test City}",
        "    publication: {ja: 試験文書, en: test document}",
        "    rights: {ja: 試験用, en: for tests}",
        f"    file: {slug}.txt",
        f"    sha256: {hashlib.sha256(slug.encode()).hexdigest()}",
    ]


def _pointer(source: str, number: int) -> str:
    digest = hashlib.sha256(f"{source}-{number}".encode()).hexdigest()
    anchors = " ".join(f"{12 * k}:{digest[8 * k : 8 * k + 8]}" for k in range(5))
    return f"1/p{number},,{number},60,1,1,{digest},{anchors}"


def _actors(code: str) -> Iterator[str]:
    yield "actors:"
    yield (
        f"  - {{id: city, name: {{ja: 市, en: the city}}, kinds: [municipality], "
        f'organizations: ["{code}"], passages: [1/p1]}}'
    )
    for number, (slug, kind) in enumerate(KINDS, 2):
        yield (
            f"  - {{id: {slug}, name: {{ja: 主体{number}, en: {slug}}}, kinds: [{kind}], "
            f"passages: [1/p{number}]}}"
        )


def _duties(dice: random.Random) -> Iterator[str]:
    yield "duties:"
    for actor in ["city", *(slug for slug, _ in KINDS)]:
        for ordinal in range(1, dice.randint(2, 5)):
            modality = dice.choice(list(MODALITIES))
            activities = ", ".join(dice.sample(ACTIVITIES, dice.randint(1, 2)))
            other = dice.choice([slug for slug, _ in KINDS if slug != actor])
            yield f"  - id: {actor}-{ordinal}"
            yield f"    actor: {actor}"
            yield "    rank: item"
            yield f"    ordinal: {ordinal}"
            yield f"    modality: {modality}"
            yield f"    wording: {MODALITIES[modality]}"
            yield f"    activities: [{activities}]"
            yield f"    with: [{other}]"
            yield f"    gloss: {{ja: 責務の要約{ordinal}, en: duty {ordinal}}}"
            yield f"    passages: [1/p{dice.randint(1, 60)}]"


def _bodies(dice: random.Random) -> Iterator[str]:
    yield "bodies:"
    yield "  - id: council"
    yield "    name: {ja: 推進会議, en: council}"
    yield "    name-status: official"
    yield "    kind: council"
    yield f"    established: {{year: {dice.randint(2005, 2022)}, passages: [1/p2]}}"
    yield "    secretariat: city"
    yield "    seats:"
    for _, kind in dice.sample(KINDS, 3):
        yield f"      - {{kind: {kind}, label: {{ja: 委員, en: member}}, passages: [1/p2]}}"
    yield "    functions:"
    for function in dice.sample(["propose", "evaluate", "exchange-opinions", "check-progress"], 2):
        yield f"      - {{function: {function}, tense: from-now, passages: [1/p2]}}"
    yield "    passages: [1/p2]"


def _hub(code: str) -> Iterator[str]:
    yield "facilities:"
    yield "  - id: hub"
    yield f"    name: {{ja: 産業館{code}, en: Hall {code}}}"
    yield "    name-status: official"
    yield "    functions:"
    yield "      - {function: consultation, passages: [1/p4]}"
    yield "    positionings:"
    yield '      - {id: p-1, document: {ja: 構想, en: concept}, date: "2010-03",'
    yield "         position: {ja: 拠点, en: base}, passages: [1/p4]}"
    yield "    passages: [1/p4]"


def _projects(dice: random.Random) -> Iterator[str]:
    """Yield a leading project with priority projects and schedules, one of them listed again."""
    yield "  - {id: lp-a, level: leading-project, number: A, title: {ja: 先導, en: lead}, "
    yield "     passages: [1/p9]}"
    for number in range(1, 4):
        start = dice.randint(2020, 2024)
        yield f"  - id: pp-{number}"
        yield "    level: priority-project"
        yield "    parent: lp-a"
        yield f"    title: {{ja: 重点{number}, en: priority {number}}}"
        yield "    kind: new"
        yield f"    schedule: {{bar: new, mark: start, start: {start}, reading: printed}}"
        if number == 1:
            yield "    relists:"
            yield "      - {element: i-1-1-1, certainty: certain, varies: nothing}"
        yield f"    passages: [1/p{dice.randint(1, 60)}]"


def _elements(dice: random.Random) -> Iterator[str]:
    yield "elements:"
    for policy in range(1, dice.randint(4, 6)):
        yield from _element(f"p-{policy}", "policy", "", dice)
        for measure in range(1, dice.randint(2, 4)):
            name = f"m-{policy}-{measure}"
            yield from _element(name, "measure", f"p-{policy}", dice)
            for initiative in range(1, dice.randint(3, 6)):
                yield from _element(f"i-{policy}-{measure}-{initiative}", "initiative", name, dice)


def _element(name: str, level: str, parent: str, dice: random.Random) -> Iterator[str]:
    modality = dice.choice(["commitment", "commitment", "exploration", "endeavour"])
    yield f"  - id: {name}"
    yield f"    level: {level}"
    yield f'    number: "{name.rsplit("-", 1)[-1]}"'
    if parent:
        yield f"    parent: {parent}"
    yield f"    title: {{ja: 要素{name}, en: element {name}}}"
    if level == "initiative":
        yield f"    status: {dice.choice(['new', 'expanded', 'continued'])}"
        beneficiary, partner = dice.sample([slug for slug, _ in KINDS], 2)
        yield f"    roles: {{beneficiary: [{beneficiary}], co-operator: [{partner}]}}"
    yield f"    modality: {modality}"
    yield f"    wording: {MODALITIES[modality]}"
    yield f"    passages: [1/p{dice.randint(1, 60)}]"
