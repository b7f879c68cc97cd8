"""A request of the SPARQL 1.1 Protocol, read to the letter; pure, so that it can be fuzzed."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_plus

from rolegraph.store.lexical import UPDATES, form_of

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
OPTIONAL = ("default-graph-uri", "named-graph-uri", "format")
SHORT = 4_000  # characters of an address that is remembered
BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")


class Refused(Exception):
    """A request that is not carried out: the status to answer with, and why, in a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Asked(NamedTuple):
    """A query with its dataset (None: left to the query) and the formats it names."""

    query: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
    formats: tuple[str, ...]  # SPARQLWrapper names the same one in two ways
    form: str


def read_request(
    method: str, query_string: str, content_type: str | None = None, body: bytes = b""
) -> Asked | None:
    """Return what is asked, or None when nothing is (then the service describes itself).

    Raises Refused.
    """
    if method != "POST":
        return (_in_short_url if len(query_string) < SHORT else _in_url)(query_string)
    in_url = pairs(query_string, "the URL")
    media, charset = media_of(content_type)
    if media == UPDATE:
        raise Refused(403, "this service is for reading only; updates are refused")
    if media not in (FORM, DIRECT):
        raise Refused(415, f"send the query as {DIRECT} or {FORM}, not as '{media or 'nothing'}'")
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Refused(415, f"the query must be in UTF-8, not in '{charset}'")
    if media == DIRECT:
        if any(name in ("query", "update") for name, _ in in_url):
            raise Refused(400, "the query is in the body; leave 'query' out of the URL")
        return asked([*in_url, ("query", decoded(body, "the query"))])
    try:
        written = body.decode("ascii")
    except UnicodeDecodeError:
        written = decoded(body, "the form")
    return asked([*in_url, *pairs(written.strip("\r\n"), "the form")])


def _in_url(query_string: str) -> Asked | None:
    given = pairs(query_string, "the URL")
    return asked(given) if any(name != "format" for name, _ in given) else None


_in_short_url = lru_cache(500)(_in_url)  # programs ask the same again and again


def asked(given: list[tuple[str, str]]) -> Asked:
    """Return what the parameters of a request ask. Raises Refused."""
    values: dict[str, list[str]] = {}
    for name, value in given:
        if name in OPTIONAL and not value:
            continue  # a form sends a field that was left empty, too
        values.setdefault(name, []).append(value)
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise Refused(403, "this service is for reading only; updates are refused")
    queries = values.get("query", [])
    if len(queries) != 1:
        found = f"there are {len(queries)}" if queries else "there is none"
        raise Refused(400, f"exactly one 'query' parameter is needed; {found}")
    default = graphs(values.get("default-graph-uri"))
    named = graphs(values.get("named-graph-uri"))
    if default is not None or named is not None:  # one of them alone leaves the other empty
        default, named = default or (), named or ()
    formats = tuple(dict.fromkeys(values.get("format", ())))
    return Asked(queries[0], default, named, formats, judged(queries[0]))


def judged(query: str) -> str:
    """Return the form of a query, by its beginning; the rest is judged where it is run.

    Raises Refused for one that is no query at all.
    """
    form = form_of(query)
    if form in UPDATES:
        raise Refused(400, f"this service is for reading only: {form} is an update, not a query")
    if not query.strip():
        raise Refused(400, "the query is empty; it begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
    return form


def graphs(given: list[str] | None) -> tuple[str, ...] | None:
    """Return the IRIs of graphs. Raises Refused for what is no absolute IRI."""
    for iri in given or ():
        if not ABSOLUTE.fullmatch(iri):
            raise Refused(400, f"'{iri}' is no absolute IRI of a graph")
    return None if given is None else tuple(given)


def media_of(content_type: str | None) -> tuple[str, str]:
    """Return media type and character set of a Content-Type header, in small letters."""
    media, *parameters = (content_type or "").split(";")
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media.strip().lower(), charset


def pairs(text: str, where: str) -> list[tuple[str, str]]:
    """Return the names and values of an encoded form, each decoded once. Raises Refused."""
    broken = BROKEN_PERCENT.search(text)
    if broken:
        shown = text[broken.start() : broken.start() + 3]
        raise Refused(400, f"{where} has a broken percent-encoding: '{shown}'")
    found = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            found.append((_plain(name, where), _plain(value, where)))
    return found


def _plain(text: str, where: str) -> str:
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError as error:
        raise Refused(400, f"{where} is not in UTF-8 ({error.reason})") from None


def decoded(body: bytes, what: str) -> str:
    """Return a body as text. Raises Refused when it is not in UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Refused(400, f"{what} is not in UTF-8 (line {line}: {error.reason})") from None
