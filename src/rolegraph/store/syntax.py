"""What is wrong with a query, in words: where it stops making sense, and what may be missing."""

import re

from rolegraph import iris
from rolegraph.store.lexical import UPDATES, form_of, undeclared_prefix

AT = re.compile(r"error at (\d+):(\d+)(?:: (?:expected (?:one of )?)?(.*))?", re.DOTALL)
WORD = re.compile(r"\b[A-Z]{2,}\b|\"([^\"\\]{1,3})\"")
NEVER = {"LATERAL", "SERVICE"}  # what the engine would take, but this service would not
COMMON = {
    **iris.PREFIXES,
    "owl": "http://www.w3.org/2002/07/owl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcterms": iris.DCT,
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "http://schema.org/",
    "void": "http://rdfs.org/ns/void#",
}


def explain(sparql: str, complaint: str) -> str:
    """Return what is wrong with a query that the engine refused, with line, column and a hint.

    >>> print(explain("SELECT * { ?s foaf:name ?o }", "error at 1:20: expected …"))
    syntax error at line 1, column 15: prefix 'foaf:' is not declared
      SELECT * { ?s foaf:name ?o }
                    ^
    hint: begin the query with PREFIX foaf: <http://xmlns.com/foaf/0.1/>
    """
    form = form_of(sparql)
    if form in UPDATES:
        return f"this service is for reading only: {form} is an update, not a query"
    missing = undeclared_prefix(sparql)
    if missing:
        prefix, place = missing
        head = f"syntax error at line {place.line}, column {place.column}: "
        head += f"prefix '{prefix}:' is not declared"
        meaning = COMMON.get(prefix, "...")
        hint = f"hint: begin the query with PREFIX {prefix}: <{meaning}>"
        return "\n".join([head, *pointed(sparql, place.line, place.column), hint])
    match = AT.search(complaint)
    if not match:
        return f"the query cannot be run: {complaint}"
    line, column = int(match[1]), int(match[2])
    head = f"syntax error at line {line}, column {column}{_expected(match[3] or '')}"
    return "\n".join([head, *pointed(sparql, line, column), *_hint(form)])


def _expected(words: str) -> str:
    named = dict.fromkeys(match.group().strip('"') for match in WORD.finditer(words))
    found = [word for word in named if word not in NEVER]
    return f": expected {', '.join(found)}" if 0 < len(found) <= 4 else ""


def _hint(form: str) -> list[str]:
    return [] if form else ["hint: a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"]


def pointed(sparql: str, line: int, column: int) -> list[str]:
    """Return the line of a query with a mark below the column, cut to what fits."""
    lines = sparql.splitlines() or [""]
    text = lines[min(line, len(lines)) - 1].replace("\t", " ")
    start = max(0, column - 60)
    return [f"  {text[start : start + 100]}", "  " + " " * (column - 1 - start) + "^"]
