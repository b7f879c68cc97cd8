"""RDF that others wrote, read without trust: nothing is fetched, nothing may grow without end."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from rolegraph.findings import Finding, Place, Severity, Text

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
LARGEST_FILE = 512 * 2**20
LARGEST_LITERAL = 100_000
LONGEST_IRI = 2_000
DEEPEST = 100
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
REMOTE = re.compile(r"remote context|LoadDocumentCallback", re.IGNORECASE)

MESSAGES: dict[str, Text] = {
    "rdf-syntax": Text(
        "RDF として読めません: {value}。その箇所の書式を確かめてください",
        "cannot be read as RDF: {value}; check the syntax at that place",
    ),
    "rdf-unreadable": Text(
        "ファイルを読めません({value})。場所と権限を確かめてください",
        "cannot read the file ({value}); check that it exists and may be read",
    ),
    "rdf-too-large": Text(
        "ファイルが大きすぎます({value})。512 MB までに分けてください",
        "the file is too large ({value}); split it into parts of at most 512 MB",
    ),
    "rdf-literal-too-long": Text(
        "{value} 文字の値があります。10万文字までにしてください",
        "a value of {value} characters; keep to 100,000",
    ),
    "rdf-iri-too-long": Text(
        "{value} 文字の IRI があります。2千文字までにしてください",
        "an IRI of {value} characters; keep to 2,000",
    ),
    "rdf-too-deep": Text(
        "入れ子が深すぎます。100段までにしてください", "nested too deeply; keep to 100 levels"
    ),
    "rdf-entities": Text(
        "XML の DOCTYPE や ENTITY は受け付けません。書き下してください",
        "XML with DOCTYPE or ENTITY is not accepted; write the text out",
    ),
    "rdf-remote-context": Text(
        "外の JSON-LD コンテキストは取りに行きません。@context をファイルの中に書いてください",
        "a remote JSON-LD context is not fetched; write @context into the file",
    ),
    "rdf-empty": Text(
        "文が一つもありません。ファイルと書式を確かめてください",
        "not a single statement; check the file and its format",
    ),
}


class Read(NamedTuple):
    """The statements of one file, or the findings that tell why it cannot be read."""

    quads: list[Quad]
    findings: list[Finding]


def read_rdf(path: Path, shown: str) -> Read:
    """Return the statements of an RDF file; its format follows from its name."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            return _refused("rdf-too-large", Place(shown), f"{size // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        return _refused("rdf-unreadable", Place(shown), error.strerror or str(error))
    return parse_rdf(content, FORMATS[path.suffix.removeprefix(".").lower()], shown)


def parse_rdf(content: bytes, form: RdfFormat, shown: str) -> Read:
    """Return the statements of an RDF text; its blank nodes are shared with no other file."""
    place = Place(shown, 1, 1)
    if form == RdfFormat.RDF_XML and DOCTYPE.search(content):
        return _refused("rdf-entities", place)
    if _depth(content) > DEEPEST:
        return _refused("rdf-too-deep", place)
    quads: list[Quad] = []
    try:
        for quad in parse(content, format=form, rename_blank_nodes=True):
            too_much = _too_much(quad)
            if too_much:
                return _refused(too_much[0], place, str(too_much[1]))
            quads.append(quad)
    except SyntaxError as error:
        if REMOTE.search(str(error)):
            return _refused("rdf-remote-context", place)
        at = Place(shown, error.lineno or 1, error.offset or 1)
        return _refused("rdf-syntax", at, str(error.msg)[:300])
    except (ValueError, OSError) as error:
        return _refused("rdf-syntax", place, str(error)[:300])
    return Read(quads, []) if quads else _refused("rdf-empty", place)


def form_of(content: bytes) -> RdfFormat | None:
    """Return the format that a text on standard input seems to have; None: YAML."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    if start.startswith((b"{", b"[")):
        return RdfFormat.JSON_LD
    if start.startswith((b"<?xml", b"<rdf:", b"<!")):
        return RdfFormat.RDF_XML
    if re.search(rb"^\s*(@prefix|@base|prefix\s|base\s|<[a-z]+:|_:)", start, re.I | re.M):
        lines = [line for line in start.splitlines() if line.strip() and line[:1] != b"#"]
        quads = re.compile(rb"^(<[^>]*>|_:\S+) <[^>]*> .* (<[^>]*>|_:\S+) \.$")
        return (
            RdfFormat.N_QUADS
            if lines and all(map(quads.match, lines[:-1] or lines))
            else RdfFormat.TRIG
        )
    return None


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the RDF files of a folder and those below it, in order."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.removeprefix(".").lower() in FORMATS and path.is_file():
            yield path


def subjects_in(quads: Iterable[Quad], shown: str) -> dict[str, Place]:
    """Return the place of each subject of a file: the file itself."""
    return {str(quad.subject): Place(shown) for quad in quads}


def _too_much(quad: Quad) -> tuple[str, int] | None:
    for node in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(node, (NamedNode, Literal, BlankNode)):
            size = len(node.value)
            if isinstance(node, Literal) and size > LARGEST_LITERAL:
                return "rdf-literal-too-long", size
            if isinstance(node, NamedNode) and size > LONGEST_IRI:
                return "rdf-iri-too-long", size
    return None


def _depth(content: bytes) -> int:
    """Return an upper bound of the nesting, cheaply; brackets inside texts count too."""
    deepest = level = 0
    for bracket in re.findall(rb"[\[\](){}]|</?[A-Za-z][^<>]{0,200}?/?>", content):
        opening = bracket[:1] in b"[({" or (bracket[:1] == b"<" and _opens(bracket))
        closing = bracket[:1] in b"])}" or bracket[:2] == b"</"
        level = level + 1 if opening else max(0, level - 1) if closing else level
        deepest = max(deepest, level)
    return deepest


def _opens(tag: bytes) -> bool:
    return tag[1:2] != b"/" and tag[-2:-1] != b"/" and b":/" not in tag


def _refused(rule: str, place: Place, value: str = "") -> Read:
    words = MESSAGES[rule]
    text = Text(words.ja.replace("{value}", value), words.en.replace("{value}", value))
    return Read([], [Finding(place, Severity.ERROR, rule, text)])
