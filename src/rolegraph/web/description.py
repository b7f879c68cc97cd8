"""What the service says about itself: SPARQL 1.1 Service Description with VoID statistics."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from rolegraph import iris
from rolegraph.store.formats import ROWS, TRIPLES

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
PREFIXES = {"sd": SD, "void": VOID, "dct": iris.DCT, "formats": FORMATS, "rdfs": iris.RDFS}
IRIS_OF_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "TriG", "N-Triples", "N-Quads", "RDF_XML", "JSON-LD",
)  # fmt: skip
RIGHTS = "https://creativecommons.org/licenses/by/4.0/"


def description(endpoint: str, graphs: Iterable[tuple[str, int]]) -> list[Triple]:
    """Return the description of a service at an address, with the triples of each named graph."""
    return list(_description(endpoint, list(graphs)))


def written(triples: Iterable[Triple], format_: RdfFormat) -> bytes:
    """Return a description in a format."""
    return serialize(triples, format=format_, prefixes=PREFIXES) or b""


def _description(endpoint: str, graphs: list[tuple[str, int]]) -> Iterator[Triple]:
    service, dataset, union = (f"{endpoint}#{name}" for name in ("service", "dataset", "union"))
    yield _link(service, iris.RDF_TYPE, SD + "Service")
    yield _link(service, SD + "endpoint", endpoint)
    yield _link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    yield _link(service, SD + "feature", SD + "UnionDefaultGraph")
    yield _link(service, SD + "defaultDataset", dataset)
    for name in IRIS_OF_FORMATS[: len(ROWS) + len(TRIPLES)]:
        yield _link(service, SD + "resultFormat", FORMATS + name)
    for kind in (SD + "Dataset", VOID + "Dataset"):
        yield _link(dataset, iris.RDF_TYPE, kind)
    yield _link(dataset, VOID + "sparqlEndpoint", endpoint)
    yield _link(dataset, iris.DCT + "license", RIGHTS)
    yield _link(dataset, VOID + "vocabulary", iris.RG)
    for language, title in (("en", "rolegraph"), ("ja", "rolegraph(役割のグラフ)")):
        yield _text(dataset, iris.DCT + "title", title, language)
    yield _number(dataset, VOID + "triples", sum(count for _, count in graphs))
    yield _link(dataset, SD + "defaultGraph", union)
    yield _link(union, iris.RDF_TYPE, SD + "Graph")
    words = "the union of all named graphs; FROM and default-graph-uri choose others"
    yield _text(union, iris.RDFS + "comment", words, "en")
    for number, (name, count) in enumerate(graphs, start=1):
        named, graph = f"{endpoint}#named-{number}", f"{endpoint}#graph-{number}"
        yield _link(dataset, SD + "namedGraph", named)
        yield _link(named, iris.RDF_TYPE, SD + "NamedGraph")
        yield _link(named, SD + "name", name)
        yield _link(named, SD + "graph", graph)
        yield _link(graph, iris.RDF_TYPE, SD + "Graph")
        yield _number(graph, VOID + "triples", count)


def _link(subject: str, predicate: str, target: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(target))


def _text(subject: str, predicate: str, words: str, language: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), Literal(words, language=language))


def _number(subject: str, predicate: str, number: int) -> Triple:
    value = Literal(str(number), datatype=NamedNode(iris.XSD + "integer"))
    return Triple(NamedNode(subject), NamedNode(predicate), value)
