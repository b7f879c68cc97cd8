"""How a query is put to a server that binds no parameters, and what servers want differently.

SPARQL 1.1 has no parameters. They are bound by a VALUES block at the head of the outermost
pattern, where filters see it too. All that one kind of server wants otherwise stands here.
"""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from rolegraph.iris import XSD
from rolegraph.store.lexical import pattern_start

NUMBERS = (f"{XSD}decimal", f"{XSD}integer", f"{XSD}double")


def with_values(sparql: str, terms: Mapping[str, NamedNode | Literal]) -> str:
    """Return a query whose variables are bound to terms.

    >>> with_values("ASK { ?s ?p ?o }", {"s": NamedNode("urn:x")})
    'ASK { VALUES ?s { <urn:x> } ?s ?p ?o }'
    """
    if not terms:
        return sparql
    at = pattern_start(sparql)
    # one block a variable: Virtuoso 7 loses rows when one block binds two variables of sub-selects
    values = "".join(f" VALUES ?{name} {{ {term} }}" for name, term in terms.items())
    return f"{sparql[:at]}{values}{sparql[at:]}"


def standard(results: bytes) -> bytes:
    """Return SPARQL results in JSON as the standard has them.

    Virtuoso answers ASK with a row, and writes `typed-literal`, an older name.

    >>> standard(b'{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": '
    ...          b'[{"__ASK_RETVAL": {"type": "typed-literal", "value": "1"}}]}}')
    b'{"head": {}, "boolean": true}'
    """
    if b"__ASK_RETVAL" not in results[:500]:
        return results
    rows = json.loads(results)["results"]["bindings"]
    found = bool(rows) and rows[0]["__ASK_RETVAL"]["value"] in ("1", "true")
    return json.dumps({"head": {}, "boolean": found}).encode()


def cut_at(headers: Mapping[str, str]) -> str:
    """Return the number of rows at which a server says that it cut an answer, or ''.

    >>> cut_at({"rolegraph-rows-cut": "100"})
    '100'
    """
    small = {name.lower(): value for name, value in headers.items()}  # servers write either
    return small.get("x-sparql-maxrows", "") or small.get("rolegraph-rows-cut", "")


def canonical(triple: Triple) -> str:
    """Return a triple as text in which equal numbers look equal: servers rewrite 0.80 to 0.8.

    >>> number = Literal("0.80", datatype=NamedNode(f"{XSD}decimal"))
    >>> canonical(Triple(NamedNode("urn:s"), NamedNode("urn:p"), number))
    '<urn:s> <urn:p> 0.8'
    """
    value = triple.object
    if isinstance(value, Literal) and value.datatype.value in NUMBERS:
        try:
            plain = f"{Decimal(value.value).normalize():f}"
        except InvalidOperation:
            return str(triple)
        return f"{triple.subject} {triple.predicate} {plain}"
    return str(triple)
