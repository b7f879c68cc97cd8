"""The machine twins of a page: the statements about an IRI in each format."""

import json
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from rolegraph import iris
from rolegraph.graph.serialising import PREFIXES as SHARED
from rolegraph.pages.addresses import iri_of
from rolegraph.pages.atlas import Atlas

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}
PREFIXES = {name: iri for name, iri in SHARED.items() if name not in ("id", "scheme", "graph")}
WHOLE_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <%s> { ?s ?p ?o } }"
VOCABULARY = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o .
  FILTER(STRSTARTS(STR(?s), "{iris.RG}") || STR(?s) = "{iris.RG.rstrip("#")}") }}"""


def statements(atlas: Atlas, name: str) -> list[Triple]:
    """Return what the twins of a name hold: a thing's statements, a graph, the vocabulary."""
    if name == "ns" or name in atlas.versions:
        return atlas.graph.construct(VOCABULARY)
    if name == "shapes":
        return atlas.rules
    iri = iri_of(name)
    if iri in atlas.graphs:
        return atlas.graph.construct(WHOLE_GRAPH % iri)
    return atlas.about(iri)


def twin(atlas: Atlas, name: str, suffix: str) -> bytes:
    """Return one twin of a name."""
    triples = statements(atlas, name)
    if suffix == "json":
        return to_json(triples)
    return serialize(triples, format=FORMATS[suffix], prefixes=PREFIXES) or b""


def to_json(triples: Iterable[Triple]) -> bytes:
    """Return statements as JSON for scripts: by subject, then by property as prefix:name."""
    found: dict[str, dict[str, list[object]]] = {}
    for triple in triples:
        own = found.setdefault(_text(triple.subject), {})
        own.setdefault(_property(triple.predicate.value), []).append(_json(triple.object))
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def _json(node: object) -> object:
    if isinstance(node, NamedNode):
        return {"iri": node.value}
    if isinstance(node, Literal):
        if node.language:
            return {"text": node.value, "language": node.language}
        if node.datatype.value == f"{iris.XSD}integer":
            return int(node.value)
        if node.datatype.value == f"{iris.XSD}string":
            return node.value
        return {"value": node.value, "datatype": node.datatype.value}
    return str(node)


def _text(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


def _property(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
