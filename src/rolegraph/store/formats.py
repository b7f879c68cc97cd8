"""The standard formats of answers: their media types, short names and the engine's own names."""

from typing import NamedTuple

from pyoxigraph import QueryResultsFormat, RdfFormat


class Format(NamedTuple):
    """One format of answers; `also` are other media types that clients ask for it by."""

    media: str
    name: str
    engine: QueryResultsFormat | RdfFormat
    also: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type as a header, with the character set where the type has one."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


ROWS = (
    Format("application/sparql-results+json", "json", QueryResultsFormat.JSON,
           ("application/json", "text/json"), ("srj",)),
    Format("application/sparql-results+xml", "xml", QueryResultsFormat.XML,
           ("application/xml", "text/xml"), ("srx",)),
    Format("text/csv", "csv", QueryResultsFormat.CSV),
    Format("text/tab-separated-values", "tsv", QueryResultsFormat.TSV, ("text/tsv",)),
)  # fmt: skip
TRIPLES = (
    Format("text/turtle", "turtle", RdfFormat.TURTLE, ("application/x-turtle",), ("ttl", "n3")),
    Format("application/trig", "trig", RdfFormat.TRIG),
    Format("application/n-triples", "ntriples", RdfFormat.N_TRIPLES, ("text/plain",),
           ("nt", "n-triples")),
    Format("application/n-quads", "nquads", RdfFormat.N_QUADS, (), ("nq", "n-quads")),
    Format("application/rdf+xml", "rdfxml", RdfFormat.RDF_XML,
           ("application/xml", "text/xml"), ("rdf", "rdf-xml", "rdf+xml", "xml")),
    Format("application/ld+json", "jsonld", RdfFormat.JSON_LD,
           ("application/json",), ("json-ld", "json")),
)  # fmt: skip
BY_MEDIA = {each.media: each for each in (*ROWS, *TRIPLES)}


def engine_format(media: str) -> QueryResultsFormat | RdfFormat:
    """Return what the engine calls a media type."""
    return BY_MEDIA[media].engine


def formats_of(form: str) -> tuple[Format, ...]:
    """Return the formats that a form of query (SELECT, ASK, CONSTRUCT, DESCRIBE) is answered in."""
    return TRIPLES if form in ("CONSTRUCT", "DESCRIBE") else ROWS


def named_format(form: str, name: str) -> Format | None:
    """Return the format that a short name or media type means for a form of query."""
    for each in formats_of(form):
        if name.lower() in (each.name, each.media, *each.names, *each.also):
            return each
    return None


def known_names() -> list[str]:
    """Return the short names of all formats."""
    return [each.name for each in (*ROWS, *TRIPLES)]
