"""One graph against the rules: suspects by SPARQL, results by pySHACL, which alone decides."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from rdflib import SH, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import BNode, Node

from rolegraph.findings import Severity
from rolegraph.graph import to_ntriples
from rolegraph.validation.rules import SEVERITIES, Rule, Rules, listed
from rolegraph.validation.suspects import suspects_query

Term = NamedNode | BlankNode | Literal | Triple
NOBODY: Collection[str] = ()


class Result(NamedTuple):
    """One breach as the engine reports it; terms as in N-Triples, '' where there is none."""

    rule: str
    severity: Severity
    focus: str
    path: str
    value: str
    component: str
    message: str


class Prepared(NamedTuple):
    """A rule ready to run: its shape alone, and the query that finds suspects (None: run all)."""

    rule: Rule
    shape: str
    query: str | None


def prepare(rules: Rules, chosen: Iterable[Rule]) -> list[Prepared]:
    """Return rules ready to run in any process. A query that cannot be parsed is dropped."""
    empty = Store()
    ready = []
    for rule in chosen:
        shape = rules.shape(rule)
        query = suspects_query(URIRef(rule.iri), shape)
        if query is not None:
            try:
                empty.query(query)
            except (SyntaxError, ValueError):
                query = None
        ready.append(Prepared(rule, _nameless_parts(shape, rule).serialize(format="nt"), query))
    return ready


def _nameless_parts(shape: Graph, rule: Rule) -> Graph:
    """Return a shape whose parts have no names.

    Asked for shapes by name, pySHACL builds those alone and loses the parts that have names too.
    """
    parts = {o for p in (SH.property, SH.node, SH["not"]) for o in shape.objects(predicate=p)}
    for predicate in (SH["and"], SH["or"], SH.xone):
        for head in shape.objects(predicate=predicate):
            parts.update(listed(shape, head))
    names: dict[Node, Node] = {
        part: BNode() for part in parts if isinstance(part, URIRef) and str(part) != rule.iri
    }
    if not names:
        return shape
    renamed = Graph()
    for s, p, o in shape:
        renamed.add((names.get(s, s), p, names.get(o, o)))
    return renamed


def check_graph(
    quads: Sequence[Quad],
    prepared: Sequence[Prepared],
    about: Collection[str] | None = None,
    told: Callable[[str], None] = lambda rule: None,
) -> list[Result]:
    """Return every breach in the union of the quads, sorted.

    `about` limits the answer to these nodes (as in N-Triples); `told` hears of each rule as its
    turn comes.
    """
    data = _Data(quads)
    results: set[Result] = set()
    for one in prepared:
        told(one.rule.name)
        results.update(_broken(one, data, about))
    return sorted(results)


class _Data:
    """A graph as a store that answers fast, and as pySHACL reads it by itself when it must."""

    def __init__(self, quads: Sequence[Quad]) -> None:
        self.triples = {Quad(q.subject, q.predicate, q.object) for q in quads}
        self.store = Store()
        self.store.bulk_extend(self.triples)
        # The store rewrites some literals ("01"^^xsd:integer). Where it does, it may not be asked.
        same = len(self.store) == len(self.triples)
        self.faithful = same and all(quad in self.triples for quad in self.store)

    @cached_property
    def graph(self) -> Graph:
        """The same in rdflib."""
        return _rdflib_graph(self.triples)

    def report(self, one: Prepared, focus_nodes: Sequence[str] = ()) -> list[Result]:
        """Return what pySHACL reports of one rule."""
        if self.faithful:
            try:
                return report(self.store, one, focus_nodes)
            except TypeError:  # on a store, pySHACL cannot take a literal where a node is due
                pass
        return report(self.graph, one, focus_nodes)


def _broken(one: Prepared, data: _Data, about: Collection[str] | None) -> list[Result]:
    if one.query is None or not data.faithful:
        return [r for r in data.report(one) if about is None or r.focus in about]
    suspects = {str(row["this"]) for row in data.store.query(one.query)}  # type: ignore[union-attr]
    if about is not None:
        suspects &= set(about)
    if not suspects:
        return []
    siblings = "qualifiedValueShapesDisjoint" in one.shape  # pySHACL loses them with chosen nodes
    if not siblings and all(suspect.startswith("<") for suspect in suspects):
        return data.report(one, sorted(suspect[1:-1] for suspect in suspects))
    return [r for r in data.report(one) if r.focus in suspects]


def report(data: Store | Graph, one: Prepared, focus_nodes: Sequence[str] = ()) -> list[Result]:
    """Return what pySHACL reports for one rule, on some nodes or on all its targets."""
    shapes = Graph()
    shapes.parse(data=one.shape, format="nt")
    chosen: dict[str, Any] = {}
    if focus_nodes:
        chosen = {"focus_nodes": list(focus_nodes), "use_shapes": [one.rule.iri]}
    return results_of(run(data, shapes, **chosen), {one.rule.iri: one.rule}, shapes)


def run(data: Store | Graph, shapes: Graph, **options: Any) -> Graph:
    """Return pySHACL's report."""
    from pyshacl import validate

    graph = _countless(data) if isinstance(data, Store) else data
    _, found, words = validate(graph, shacl_graph=shapes, advanced=True, inplace=True, **options)
    if not isinstance(found, Graph):
        raise ValueError(f"pySHACL gave no report: {words}")
    return found


def _countless(store: Store) -> Any:
    """Return a store as pySHACL's graph, spared the count of all triples.

    pySHACL asks for the truth of the graph at each result, and so counts all its triples.
    """
    from pyshacl.graph_abstraction import DataGraph

    graph = DataGraph.from_oxigraph_store(store)
    size = len(store)
    answers = {"__len__": lambda self, context=None: size, "__bool__": lambda self: True}
    graph.__class__ = type("CountlessDataGraph", (type(graph),), answers)
    return graph


def plain(quads: Iterable[Quad], rules: Rules, *, native: bool = True) -> list[Result]:
    """Return what pySHACL alone says of all rules at once: the reference for meaning.

    `native` keeps the data in rdflib; otherwise in the store that pySHACL also takes.
    """
    data: Store | Graph = _rdflib_graph(quads)
    if not native:
        data = Store()
        data.bulk_extend({Quad(q.subject, q.predicate, q.object) for q in quads})
    shapes = Graph()
    for rule in rules.rules.values():
        shapes += rules.shape(rule)
    by_iri = {rule.iri: rule for rule in rules.rules.values()}
    return sorted(set(results_of(run(data, shapes), by_iri, shapes)))


def results_of(found: Graph, rules: dict[str, Rule], shapes: Graph) -> list[Result]:
    """Return the results of a validation report."""
    # Results below sh:detail explain one of these and tell of no fault of their own.
    return [_result(node, found, rules, shapes) for node in found.objects(predicate=SH.result)]


def _result(node: Node, found: Graph, rules: dict[str, Rule], shapes: Graph) -> Result:
    def term(predicate: URIRef) -> str:
        value = found.value(node, predicate)
        return written(value) if value is not None else ""

    shape = named_shape(found.value(node, SH.sourceShape), shapes, rules)
    rule = rules.get(str(shape))
    component = str(found.value(node, SH.sourceConstraintComponent) or "")
    messages = sorted({str(message) for message in found.objects(node, SH.resultMessage)})
    severity = SEVERITIES.get(found.value(node, SH.resultSeverity), Severity.ERROR)
    return Result(
        rule.name if rule else str(shape),
        severity,
        term(SH.focusNode),
        term(SH.resultPath),
        term(SH.value),
        component.removeprefix(str(SH)),
        " / ".join(messages),
    )


def named_shape(shape: Node | None, shapes: Graph, rules: dict[str, Rule]) -> Node | None:
    """Return the rule that a (possibly unnamed) shape belongs to."""
    current, seen = shape, set()
    while current is not None and str(current) not in rules and current not in seen:
        seen.add(current)
        current = next((s for s, _ in shapes.subject_predicates(current)), None)
    return current


def written(term: Node) -> str:
    """Return a term as N-Triples write it."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if isinstance(term, RdflibLiteral):
        if term.language:
            return str(Literal(str(term), language=term.language))
        datatype = NamedNode(str(term.datatype)) if term.datatype else None
        return str(Literal(str(term), datatype=datatype))
    return str(term)


def _rdflib_graph(quads: Iterable[Quad]) -> Graph:
    """Return quads as rdflib's graph, each literal as it was written."""
    graph = Graph()
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph.parse(data=to_ntriples(quads), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return graph
