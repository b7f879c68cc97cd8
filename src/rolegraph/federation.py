"""SERVICE for a trusted user on their own machine: named servers only, answers kept with a date.

The part of a query inside SERVICE is asked of that server on its own; its rows take the place of
the part as VALUES. The engine itself never opens a connection.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import yaml
from pyoxigraph import BlankNode, QueryResultsFormat, QuerySolutions, parse_query_results

from rolegraph.errors import BadQuery, CannotRead
from rolegraph.output import write_file
from rolegraph.store.lexical import Token, prologue, tokens

LONGEST = 50_000  # rows of one server that are put into a query
Fetch = Callable[[str, str], bytes]  # (address, query) -> SPARQL results in JSON
Tell = Callable[[str], None]


class Called(NamedTuple):
    """A SERVICE clause of a query: where it stands, whom it calls and what it asks."""

    start: int
    end: int
    address: str
    silent: bool
    pattern: str


class Cache(NamedTuple):
    """Answers of other servers in a folder, each with the day on which it was given."""

    folder: Path
    today: str  # ISO date
    oldest: str  # answers from before this day are asked for again


def read_allowed(folder: Path) -> dict[str, str]:
    """Return the servers that may be called: address by name, from `queries/endpoints.yaml`."""
    path = folder / "endpoints.yaml"
    if not path.exists():
        return {}
    content: Any = yaml.safe_load(path.read_text("utf-8")) or {}
    try:
        return {str(name): str(entry["url"]) for name, entry in content.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise BadQuery(f"{path}: cannot be read ({error})", "write name: {url: ...}") from error


def federated(
    sparql: str, allowed: Mapping[str, str], fetch: Fetch, cache: Cache, tell: Tell
) -> str:
    """Return a query with every SERVICE clause answered by the server that it names.

    Raises BadQuery for a server that is not allowed, CannotRead for one that does not answer.
    """
    while calls := called(sparql):
        call = calls[-1]  # from the back: places before it stay where they are
        if call.address not in allowed.values():
            raise BadQuery(
                f"SERVICE <{call.address}> is not among the servers that may be called",
                f"add it to queries/endpoints.yaml, or give it by --allow; {known(allowed)}",
            )
        inline = _answered(sparql, call, fetch, cache, tell)
        sparql = f"{sparql[: call.start]}{inline}{sparql[call.end :]}"
    return sparql


def known(allowed: Mapping[str, str]) -> str:
    """Return the servers that may be called, in words."""
    return "known: " + ", ".join(sorted(set(allowed.values()))) if allowed else "none is known"


def called(sparql: str) -> list[Called]:
    """Return the SERVICE clauses of a query that hold no other ones, in order."""
    found = tuple(tokens(sparql))
    calls = []
    for index, token in enumerate(found):
        if token.kind == "word" and token.text == "SERVICE":
            call = _call(sparql, found, index)
            if not any(
                inner.kind == "word" and inner.text == "SERVICE"
                for inner in found[index + 1 :]
                if inner.start < call.end
            ):
                calls.append(call)
    return calls


def _call(sparql: str, found: tuple[Token, ...], index: int) -> Called:
    silent = found[index + 1].text == "SILENT" if index + 1 < len(found) else False
    rest = found[index + 1 + silent :]
    if len(rest) < 2 or rest[0].kind not in ("iri", "prefixed") or rest[1].text != "{":
        raise BadQuery("SERVICE must name its server", "write SERVICE <address> { … }")
    opening = rest[1]
    for token in rest[2:]:
        if token.text == "}" and token.depth == opening.depth:
            pattern = sparql[opening.end : token.start]
            address = _full(sparql, rest[0].text)
            return Called(found[index].start, token.end, address, silent, pattern)
    raise BadQuery("the braces of SERVICE do not close", "add the missing }")


def _full(sparql: str, name: str) -> str:
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    found = tuple(tokens(sparql))
    for word, short, long in zip(found, found[1:], found[2:], strict=False):
        if word.text == "PREFIX" and short.text == f"{prefix}:" and long.kind == "iri":
            return long.text[1:-1] + local
    raise BadQuery(f"prefix '{prefix}:' is not declared", "name the server by its full address")


def _answered(sparql: str, call: Called, fetch: Fetch, cache: Cache, tell: Tell) -> str:
    query = f"{sparql[: prologue(sparql).end]}\nSELECT * WHERE {{{call.pattern}}}".lstrip()
    try:
        body, date = _cached(call.address, query, fetch, cache)
    except CannotRead as error:
        if not call.silent:
            raise
        tell(f"{error} (SERVICE SILENT: left out)")
        return "{}"
    solutions = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(solutions, QuerySolutions):
        raise CannotRead(f"{call.address} gives no rows", "check the address")
    names = [variable.value for variable in solutions.variables]
    written = _Terms(call.address, query)
    rows = [" ".join(written(value) for value in row) for row in solutions]
    tell(f"{call.address}: {len(rows)} rows of {date}")
    if len(rows) > LONGEST:
        raise CannotRead(f"{call.address} gives {len(rows)} rows", "ask it for less")
    head = " ".join(f"?{name}" for name in names)
    return f"VALUES ({head}) {{ {' '.join(f'({row})' for row in rows)} }}"


class _Terms:
    """Writes the terms of one answer as values of a query.

    A blank node becomes an IRI that is nowhere else: it is equal to itself and to nothing here.
    """

    def __init__(self, address: str, query: str) -> None:
        answer = hashlib.sha256(f"{address}\n{query}".encode()).hexdigest()[:16]
        self._genid = f"{urljoin(address, '/.well-known/genid/')}{answer}-"
        self._known: dict[BlankNode, int] = {}

    def __call__(self, term: object) -> str:
        if isinstance(term, BlankNode):
            return f"<{self._genid}{self._known.setdefault(term, len(self._known))}>"
        return "UNDEF" if term is None else str(term)


def _cached(address: str, query: str, fetch: Fetch, cache: Cache) -> tuple[bytes, str]:
    """Return an answer and its day, from the folder when it is young enough."""
    key = hashlib.sha256(f"{address}\n{query}".encode()).hexdigest()
    path = cache.folder / f"{key}.json"
    kept = _kept(path)
    if kept and kept[1] >= cache.oldest:
        return kept
    body = fetch(address, query)
    cache.folder.mkdir(parents=True, exist_ok=True)
    entry = {
        "date": cache.today,
        "address": address,
        "query": query,
        "answer": body.decode("utf-8"),
    }
    write_file(path, json.dumps(entry, ensure_ascii=False, indent=1) + "\n")
    return body, cache.today


def _kept(path: Path) -> tuple[bytes, str] | None:
    """Return the answer in a file and its day, or None when there is none that can be read."""
    try:
        entry = json.loads(path.read_text("utf-8"))
        return entry["answer"].encode("utf-8"), str(entry["date"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None  # it is asked for again, and written anew
