"""The broken inputs of tests/rules: read, put into a copy of the corpus, and what they yield."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

from rolegraph.findings import Finding
from rolegraph.validation.foreign import read_rdf
from rolegraph.validation.units import Surroundings, Unit, union_of, units_of

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
FOLDER = ROOT / "tests" / "rules"
MARK = re.compile(r"\s*# expect: (\S+)$")
EDITION = "data/plans/99001-trial.yaml"


class Fixture(NamedTuple):
    """A broken input: its rule, the file it stands for, its text and its marked lines."""

    name: str
    rule: str
    target: str
    text: str
    marked: dict[int, str]

    @property
    def is_rdf(self) -> bool:
        """Whether it is foreign RDF rather than a file of a workspace."""
        return self.name.endswith(".ttl")

    def expected(self) -> list[tuple[str, int, str]]:
        """What a check must find: path, line, rule."""
        return sorted((self.target, line, rule) for line, rule in self.marked.items())

    def workspace(self, folder: Path) -> Path:
        """A copy of the corpus with this file in it."""
        root = folder / "workspace"
        shutil.copytree(CORPUS, root)
        path = root / self.target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, "utf-8")
        return root


def read_fixture(path: Path) -> Fixture:
    """A fixture; a first line `# file: …` names the file of the workspace that it stands for."""
    text, target = path.read_text("utf-8"), EDITION
    if text.startswith("# file: "):
        head, _, text = text.partition("\n")
        target = head.removeprefix("# file: ")
    lines = text.split("\n")
    marked = {n: found[1] for n, line in enumerate(lines, 1) if (found := MARK.search(line))}
    rule = path.name.partition(".")[0].partition("--")[0]
    bare = "\n".join(MARK.sub("", line) for line in lines)
    return Fixture(path.name, rule, target, bare, marked)


def rule_fixtures() -> list[Fixture]:
    """All broken inputs of rules, in order."""
    paths = sorted(path for path in FOLDER.iterdir() if path.is_file() and path.stem != "valid")
    return [read_fixture(path) for path in paths]


def found(findings: list[Finding]) -> list[tuple[str, int, str]]:
    """What a check found: path, line, rule."""
    return sorted((f.place.path, f.place.line, f.rule) for f in findings)


def foreign_units(fixture: Fixture, around: Surroundings) -> list[tuple[Unit, bool]]:
    """The units of an RDF fixture, each with whether it is the union."""
    quads, refused = read_rdf(FOLDER / fixture.name, fixture.name)
    assert not refused, [finding.line("en") for finding in refused]
    alone = [(unit, False) for unit in around.units_of(quads, fixture.name)]
    return [*alone, (around.union(quads), True)]


def workspace_units(quads: list, properties: frozenset[str]) -> list[tuple[Unit, bool]]:
    """The units of a workspace, each with whether it is the union."""
    return [*((unit, False) for unit in units_of(quads)), (union_of(quads, properties), True)]
