"""The identifiers of everything: how an IRI is made from slugs, and a slug from an IRI."""

import re
from functools import cache

BASE = "https://w3id.org/rolegraph/"
RG = f"{BASE}ns#"
SHAPES = f"{BASE}shapes#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
ESTAT_AREA = "http://data.e-stat.go.jp/lod/sac/C"

PREFIXES = {
    "rg": RG,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": RDFS,
    "skos": SKOS,
    "dct": DCT,
    "xsd": XSD,
}

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"


@cache
def term(curie: str) -> str:
    """Return the IRI of an ontology term: `wording` is ours, `dct:issued` is another's.

    >>> term("wording")
    'https://w3id.org/rolegraph/ns#wording'
    """
    prefix, colon, name = curie.partition(":")
    return PREFIXES[prefix] + name if colon else RG + curie


def concept(scheme: str, slug: str) -> str:
    """Return the IRI of a concept of a scheme."""
    return f"{BASE}scheme/{scheme}/{slug}"


def scheme_iri(scheme: str) -> str:
    """Return the IRI of a concept scheme."""
    return f"{BASE}scheme/{scheme}"


def entity(kind: str, slug: str) -> str:
    """Return the IRI of a thing: kind is edition, plan, municipality or organization, say."""
    return f"{BASE}id/{kind}/{slug}"


def part(whole: str, kind: str, slug: str) -> str:
    """Return the IRI of a part of an edition or memo, e.g. its duty `citizens-1`."""
    return f"{whole}/{kind}/{slug}"


def passage(source: str, section: str) -> str:
    """Return the IRI of a passage by its source and section path."""
    return f"{BASE}id/passage/{source}/{section}"


def graph(kind: str, name: str = "") -> str:
    """Return the IRI of the named graph of an edition, a coding round, the registry and so on."""
    return f"{BASE}graph/{kind}/{name}" if name else f"{BASE}graph/{kind}"


def slug(iri: str) -> str:
    """Return the short identifier that people type and tables print.

    >>> slug("https://w3id.org/rolegraph/id/edition/11208-vision-2018/duty/citizens-1")
    'citizens-1'
    >>> slug("https://w3id.org/rolegraph/ns#LeadingProject")
    'leading-project'
    """
    if iri.startswith(SHAPES):
        return iri.removeprefix(SHAPES)
    if iri.startswith(RG):
        return kebab(iri.removeprefix(RG))
    if iri.startswith(f"{BASE}id/passage/"):
        return iri.removeprefix(f"{BASE}id/passage/")
    if iri.startswith(BASE):
        return iri.rsplit("/", 1)[-1]
    for namespace in PREFIXES.values():
        if iri.startswith(namespace):
            return kebab(iri.removeprefix(namespace))
    return iri


def kebab(name: str) -> str:
    """Return a name in UpperCamel or lowerCamel as kebab-case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
