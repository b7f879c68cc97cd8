"""The rules: named SHACL shapes with their words, and each as a small graph of its own."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from rdflib import RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import BNode, Node

from rolegraph import iris
from rolegraph.errors import RolegraphError, UnknownName
from rolegraph.findings import Severity, Text

SHAPES = Namespace(iris.SHAPES)
ACROSS = SHAPES["across-editions"]
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
SEVERITIES: dict[Node | None, Severity] = {
    SH.Violation: Severity.ERROR,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}


class BadRules(RolegraphError):
    """Shapes that cannot be used as rules."""


class Rule(NamedTuple):
    """One rule: its name is its message code, its fixture and its help page."""

    name: str
    iri: str
    family: str
    severity: Severity
    across: bool
    label: Text
    message: Text
    description: Text
    good: str
    bad: str
    schemes: tuple[str, ...]
    """Schemes from which a value must be taken, for did-you-mean."""


class Rules:
    """All rules of a folder: their words, and the shapes that say them."""

    def __init__(self, rules: Mapping[str, Rule], graph: Graph, digest: str = "") -> None:
        self.rules = dict(rules)
        self.graph = graph
        self.digest = digest

    def named(self, name: str) -> Rule:
        """Return one rule. Raises UnknownName with the nearest name."""
        if name not in self.rules:
            raise UnknownName("rule", name, self.rules)
        return self.rules[name]

    def only(self, names: Iterable[str]) -> "Rules":
        """Return these rules alone. Raises UnknownName."""
        return Rules({name: self.named(name) for name in names}, self.graph, self.digest)

    def in_scope(self, *, across: bool) -> list[Rule]:
        """Return the rules that look across editions, or those that one edition decides."""
        return [rule for rule in self.rules.values() if rule.across == across]

    def shape(self, rule: Rule) -> Graph:
        """Return the shape of one rule with all that it refers to, as a graph of its own."""
        return closure(self.graph, URIRef(rule.iri))

    @cached_property
    def by_family(self) -> dict[str, list[Rule]]:
        """The rules by the file that holds them."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            found.setdefault(rule.family, []).append(rule)
        return found


def read_rules(folder: Path) -> Rules:
    """Return the rules of all Turtle files of a folder. Raises BadRules.

    Every shape with a target is a rule and needs an IRI: its name goes into every finding.
    """
    whole, digest = Graph(), hashlib.sha256()
    found: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.ttl")):
        graph = Graph()
        try:
            text = path.read_bytes()
            digest.update(text)
            graph.parse(data=text, format="turtle")
        except Exception as error:  # rdflib's parsers raise many kinds, none of them shared
            raise BadRules(f"{path} is no Turtle ({error})", "mend the file") from error
        for subject in sorted({s for target in TARGETS for s in graph.subjects(target)}, key=str):
            if isinstance(subject, BNode):
                raise BadRules(f"{path}: a rule without a name", "give each shape an IRI")
            rule = _rule(subject, graph, path.stem)
            found[rule.name] = rule
        whole += graph
    return Rules(found, whole, digest.hexdigest())


def closure(graph: Graph, start: Node) -> Graph:
    """Return all that a node says, and what it refers to in the same graph, as a graph."""
    found, queue, seen = Graph(), [start], {start}
    while queue:
        for triple in graph.triples((queue.pop(), None, None)):
            found.add(triple)
            value = triple[2]
            if value not in seen and not isinstance(value, Literal):
                seen.add(value)
                queue.append(value)
    return found


def _rule(subject: Node, graph: Graph, family: str) -> Rule:
    def words(predicate: URIRef, fallback: str) -> Text:
        found = {
            str(o.language): str(o)
            for o in graph.objects(subject, predicate)
            if isinstance(o, Literal)
        }
        plain = found.get("None") or found.get("en") or found.get("ja") or fallback
        return Text(found.get("ja", plain), found.get("en", plain))

    examples = [str(example) for example in graph.objects(subject, SKOS.example)]
    name = iris.slug(str(subject)) if str(subject).startswith(iris.BASE) else str(subject)
    return Rule(
        name,
        str(subject),
        family,
        SEVERITIES.get(graph.value(subject, SH.severity), Severity.ERROR),
        (subject, SH.group, ACROSS) in graph,
        words(RDFS.label, name),
        words(SH.message, name),
        words(SH.description, ""),
        _example(examples, "good"),
        _example(examples, "bad"),
        tuple(sorted(_schemes(closure(graph, subject)))),
    )


def _example(examples: list[str], kind: str) -> str:
    return next((e.removeprefix(f"{kind}: ") for e in examples if e.startswith(f"{kind}: ")), "")


def _schemes(shape: Graph) -> set[str]:
    return {
        str(scheme)
        for part in shape.subjects(SH.path, SKOS.inScheme)
        for scheme in shape.objects(part, SH.hasValue)
    }


def listed(graph: Graph, head: Node) -> list[Node]:
    """Return the members of an RDF list."""
    return list(Collection(graph, head)) if head != RDF.nil else []
