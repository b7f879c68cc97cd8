"""Where everything is: from an IRI to its page and twins and back, and from page to page."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote

from rolegraph import iris
from rolegraph.findings import Language

TWINS = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "json": "application/json",
}
ANSWERS = {"ttl": "text/turtle", "json": "application/json", "csv": "text/csv"}
"""The forms to which the identifier of a question's or a comparison's answer leads."""
DOCUMENTS = {iris.RG: "ns", iris.SHAPES: "shapes"}
MARKS = "/:@-._~!$&'()*+,;=?"
"""Signs that may stand in a fragment as they are."""
OURS = re.compile(r"(?:(?:id|scheme|graph)/[^?#]+|ns(?:/[0-9.]+)?|shapes)\Z")


def name_of(iri: str) -> str:
    """Return the name under which the site keeps an IRI of ours, or '' for another's.

    >>> name_of("https://w3id.org/rolegraph/scheme/actor-kind/resident")
    'scheme/actor-kind/resident'
    >>> name_of("https://w3id.org/rolegraph/ns#Duty")
    'ns'
    """
    rest = iri.removeprefix(iris.BASE).partition("#")[0]
    return rest if iri.startswith(iris.BASE) and OURS.match(rest) else ""


def iri_of(name: str) -> str:
    """Return the IRI that the site keeps under a name."""
    return iris.BASE + name


def page_path(iri: str, language: Language) -> str:
    """Return the path of the page about an IRI, with its fragment, or '' for another's IRI.

    >>> page_path("https://w3id.org/rolegraph/ns#Duty", "en")
    'en/ns.html#Duty'
    """
    name = name_of(iri)
    mark = iri.partition("#")[2]
    return f"{language}/{name}.html" + (f"#{mark}" if mark else "") if name else ""


def twin_path(name: str, suffix: str) -> str:
    """Return the path of a machine twin."""
    return f"data/{name}.{suffix}"


def forms_of(name: str) -> dict[str, str]:
    """Return the machine-readable forms behind an identifier, by suffix.

    >>> list(forms_of("question/duties-of-kind/kind/resident"))
    ['ttl', 'json', 'csv']
    """
    return ANSWERS if name.startswith(("question/", "compare/")) else TWINS


def form_path(name: str, suffix: str, language: str) -> str:
    """Return the path of one form; answers have one in each language.

    >>> form_path("compare/duties", "ttl", "en"), form_path("ns", "ttl", "en")
    ('data/compare/duties.en.ttl', 'data/ns.ttl')
    """
    tongue = "" if forms_of(name) is TWINS else f".{language}"
    return f"data/{name}{tongue}.{suffix}"


def relative(target: str, origin: str) -> str:
    """Return the way from one path of the site to another, percent-encoded where needed.

    >>> relative("ja/scheme/theme.html#x", "ja/id/edition/a.html")
    '../../scheme/theme.html#x'
    >>> relative("ja/index.html", "ja/about.html")
    'index.html'
    """
    return _way(target, origin.rpartition("/")[0])


_quoted = lru_cache(1 << 16)(quote)  # most steps of a way stand in many ways


@lru_cache(1 << 16)
def _way(target: str, folder: str) -> str:
    """Return the way from a folder to a path; all pages of a folder have most links in common."""
    path, mark, fragment = target.partition("#")
    here, there = folder.split("/") if folder else [], path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    steps = [".."] * (len(here) - shared) + [_quoted(step) for step in there[shared:]]
    return "/".join(steps) + mark + (quote(fragment, safe=MARKS) if mark else "")


def decoded(path: str) -> str:
    """Return a path as the site keeps it."""
    return unquote(path)
