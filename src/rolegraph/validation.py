"""SHACL rules on a graph: what pySHACL reports, as findings at the line that caused them."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Literal, Node

from rolegraph import iris
from rolegraph.findings import Finding, Place, Places, Severity, Text, ordered
from rolegraph.graph import to_ntriples

SEVERITIES: dict[Node | None, Severity] = {
    SH.Violation: Severity.ERROR,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}


def read_shapes(folder: Path) -> Graph:
    """Return all rules of a folder as one graph."""
    shapes = Graph()
    for path in sorted(folder.glob("*.ttl")):
        shapes.parse(path, format="turtle")
    return shapes


def validate(quads: Iterable[Quad], shapes: Graph, places: Places) -> list[Finding]:
    """Return every breach of the rules in the union of the graphs, placed and ordered."""
    from pyshacl import validate as run

    data = Graph()
    data.parse(data=to_ntriples(quads), format="nt")
    _, report, _ = run(data, shacl_graph=shapes, advanced=True, inplace=True)
    assert isinstance(report, Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return ordered([_finding(result, report, shapes, places) for result in results])


def _finding(result: Node, report: Graph, shapes: Graph, places: Places) -> Finding:
    focus = report.value(result, SH.focusNode)
    path = report.value(result, SH.resultPath)
    shape = _named(report.value(result, SH.sourceShape), shapes)
    value = report.value(result, SH.value)
    severity = SEVERITIES.get(report.value(result, SH.resultSeverity), Severity.ERROR)
    place = _place(str(focus), str(path or ""), places)
    return Finding(place, severity, iris.slug(str(shape)), _message(shape, shapes, value))


def _named(shape: Node | None, shapes: Graph) -> Node | None:
    """Return the named shape that a (possibly unnamed) property shape belongs to."""
    current = shape
    while current is not None and not isinstance(current, URIRef):
        current = next((s for s, _ in shapes.subject_predicates(current)), None)
    return current


def _message(shape: Node | None, shapes: Graph, value: Node | None) -> Text:
    words: dict[str, str] = {}
    for message in shapes.objects(shape, SH.message) if shape is not None else ():
        if isinstance(message, Literal):
            words[message.language or "en"] = str(message)
    shown = iris.slug(str(value)) if value is not None else ""
    fallback = words.get("en") or words.get("ja") or str(shape)
    ja, en = (words.get(language, fallback).replace("{value}", shown) for language in ("ja", "en"))
    return Text(ja, en)


def _place(focus: str, path: str, places: Places) -> Place:
    return places.get((focus, path)) or places.get((focus, "")) or Place(focus)
