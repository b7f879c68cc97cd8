"""The named questions: read from `queries/*.rq`, asked with parameters, answered as tables."""

import re
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pyoxigraph import Literal, NamedNode

from rolegraph import iris
from rolegraph.errors import BadParameter, BadQuery, UnknownName
from rolegraph.findings import Language, Text
from rolegraph.store import Queryable, Term
from rolegraph.tables import Cell, Iri, Row, Table

LABELS = (iris.RDFS + "label", iris.SKOS + "prefLabel")
GLOSS = iris.RG + "gloss"
LABELLED = "labelled"  # marks the answers that are kept with their labels

ORDER = re.compile(r"\bORDER\s+BY(?P<variables>(\s+\?\w+)+)\s*$", re.I)
LANGUAGES: tuple[Language, ...] = ("ja", "en")

NAMED = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?in WHERE { %s } ORDER BY ?thing"""

ENDING = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT DISTINCT ?thing ?ending
WHERE { ?thing rg:statedIn ?passage . FILTER(STRENDS(STR(?thing), ?ending)) }
ORDER BY ?thing"""


class Column(NamedTuple):
    """A column of the contract: its name, heading, and whether it names things with labels."""

    name: str
    heading: Text
    labelled: bool


class Parameter(NamedTuple):
    """A parameter; `names` is `edition`, `concept/<scheme>`, `thing` or `slug` (end of an IRI)."""

    name: str
    variable: str
    names: str
    required: bool
    help: Text


class Query(NamedTuple):
    """One question: its words, its columns, its parameters and its SPARQL.

    `thing` is the variable of the thing that a row states, where no column shows it.
    """

    name: str
    title: Text
    question: Text
    columns: tuple[Column, ...]
    gather: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    sparql: str
    thing: str = ""

    def headings(self, language: Language) -> list[str]:
        """Return the headings of an answer, for people."""
        found = []
        for column in self.columns:
            heading = column.heading.in_language(language)
            found.append(f"{heading} ID" if column.labelled else heading)
            if column.labelled:
                found.append(heading)
        return found


def read_queries(folder: Path) -> dict[str, Query]:
    """Return all questions of a folder by name; `columns.yaml` and `parameters.yaml` are shared."""
    columns = _shared(folder / "columns.yaml")
    parameters = _shared(folder / "parameters.yaml")
    return {
        path.stem: _read_query(path, columns, parameters) for path in sorted(folder.glob("*.rq"))
    }


def ask(graph: Queryable, query: Query, language: Language = "ja", **parameters: str) -> Table:
    """Return the answer: slugs, with a label column in the language beside each named thing."""
    raw = answer(graph, query, language, **parameters)
    kept = None if any(parameters.values()) else graph.kept.get((LABELLED, query, language))
    return kept or labelled(graph, query, raw, language)


def answer(graph: Queryable, query: Query, language: Language = "ja", **parameters: str) -> Table:
    """Return the answer as the graph gives it: IRIs, and no label columns."""
    terms = bind(graph, query, parameters, language)
    if not any(parameters.values()) and (kept := graph.kept.get(_whole(query, language))):
        table: Table = kept
        return table
    for name, term in terms.items():
        if isinstance(term, NamedNode):  # said at the start, or the engine looks at everything
            query = among(query, name, [term.value])
    sparql, order = _unsorted(query)
    try:
        raw = graph.select(sparql, terms)
    except BadQuery as error:
        raise BadQuery(f"question '{query.name}': {error.message}", error.remedy) from error
    names = tuple(column.name for column in query.columns)
    missing = set(names) - set(raw.columns)
    if missing:
        raise BadQuery(f"question '{query.name}' lacks columns {sorted(missing)}", "project them")
    if order:
        raw = ordered(raw, order)
    rows = zip(*(raw.column(name) for name in names), strict=True)
    return Table(names, tuple(gathered(rows, [names.index(name) for name in query.gather])))


def prepare(graph: Queryable, queries: Iterable[Query]) -> None:
    """Keep whole answers, bare and labelled, before processes are forked that share them."""
    for query in queries:
        if any(parameter.required for parameter in query.parameters):
            continue
        for language in LANGUAGES:
            table = answer(graph, query, language)
            graph.kept[_whole(query, language)] = table
            graph.kept[LABELLED, query, language] = labelled(graph, query, table, language)


def _whole(query: Query, language: Language) -> tuple[Query, str]:
    """Return under what the answer to a question without conditions is kept."""
    return query, language if _speaks(query) else ""


def _speaks(query: Query) -> bool:
    return "?language" in query.sparql


def ordered(table: Table, columns: Sequence[str]) -> Table:
    """Return a table sorted as SPARQL sorts: nothing first, then IRIs, then literals.

    An engine reads both terms again whenever it compares two rows; here each cell is ranked once.
    """
    places = [0] * len(table.rows)
    for name in columns:
        cells = table.column(name)
        ranks = {cell: n for n, cell in enumerate(_sorted(set(cells)))}
        places = [at * len(ranks) + ranks[cell] for at, cell in zip(places, cells, strict=True)]
    order = sorted(range(len(places)), key=places.__getitem__)
    return Table(table.columns, tuple(map(table.rows.__getitem__, order)))


def _unsorted(query: Query) -> tuple[str, list[str]]:
    """Return the SPARQL of a question without its order, and the columns that make the order."""
    found = ORDER.search(query.sparql)
    order = found["variables"].replace("?", "").split() if found else []
    if not found or not set(order) <= {column.name for column in query.columns}:
        return query.sparql, []
    return query.sparql[: found.start()], order


def _sorted(cells: set[Cell]) -> list[Any]:
    kinds: dict[type, list[Any]] = {}
    for cell in cells:
        kinds.setdefault(type(cell), []).append(cell)
    order = sorted(kinds, key=[type(None), Iri, bool, int, float, str].index)
    return [cell for kind in order for cell in sorted(kinds[kind])]


def among(query: Query, variable: str, things: Iterable[str]) -> Query:
    """Return a question about these things alone, wherever a SELECT of it gives the variable.

    Where it groups by them, as a comparison does, the rows are those of the whole answer.
    """
    head = re.compile(rf"(\bSELECT\b[^{{}}]*\?{variable}\b[^{{}}]*\bWHERE\s*\{{)", re.I)
    values = " ".join(str(NamedNode(thing)) for thing in things)
    bare = re.sub(r"^\s*#.*$", "", query.sparql, flags=re.M)
    return query._replace(sparql=head.sub(rf"\1 VALUES ?{variable} {{ {values} }}", bare))


def bind(
    graph: Queryable, query: Query, given: Mapping[str, str], language: Language
) -> dict[str, Term]:
    """Return the terms for the parameters that were given and the language, if it is asked for.

    Raises UnknownName for a parameter the question does not take and for a value that names
    nothing, BadParameter for a required one left out.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise UnknownName(f"parameter of '{query.name}'", name, known)
    for parameter in query.parameters:
        if parameter.required and not given.get(parameter.name):
            raise BadParameter(
                f"question '{query.name}' needs a '{parameter.name}'", parameter.help.en
            )
    for name, value in given.items():
        if not value.isprintable():
            raise BadParameter(f"the value of '{name}' cannot be read", "type it as UTF-8 text")
    terms = {known[n].variable: _term(graph, known[n], v) for n, v in given.items() if v}
    return terms | ({"language": Literal(language)} if _speaks(query) else {})


def gathered(rows: Iterable[Row], merged: list[int]) -> list[Row]:
    """Return rows that differ only in the merged columns as one, those cells joined by '; '."""
    rows = list(rows)
    if not merged or not rows:
        return rows
    own = [index for index in range(len(rows[0])) if index not in merged]
    keys = list(map(itemgetter(*own or (slice(0),)), rows))
    if len(set(keys)) == len(rows):
        return rows
    groups: dict[Any, list[Row]] = {}
    for key, row in zip(keys, rows, strict=True):
        groups.setdefault(key, []).append(row)
    return [_merged(group, merged) for group in groups.values()]


def _merged(group: list[Row], merged: list[int]) -> Row:
    if len(group) == 1:
        return group[0]
    return tuple(
        _joined([row[index] for row in group]) if index in merged else cell
        for index, cell in enumerate(group[0])
    )


def labels(graph: Queryable, things: Iterable[str], language: Language) -> dict[str, str]:
    """Return the label of each thing in the language, or in the other one, or its gloss."""
    best: dict[str, tuple[bool, bool, str]] = {}
    for text in graph.texts(sorted(set(things)), (*LABELS, GLOSS)):
        rank = (text.property == GLOSS, text.language != language, text.value)
        if text.thing not in best or rank < best[text.thing]:
            best[text.thing] = rank
    return {thing: label for thing, (_, _, label) in best.items()}


def labelled(graph: Queryable, query: Query, raw: Table, language: Language) -> Table:
    """Return an answer with slugs for IRIs and a label column beside each named thing."""
    cells = [raw.column(column.name) for column in query.columns]
    found = [{cell for cell in set(column) if type(cell) is Iri} for column in cells]
    every = set[Iri]().union(*found)
    named = set[Iri]().union(
        *(own for column, own in zip(query.columns, found, strict=True) if column.labelled)
    )
    several = {cell: iris_in(cell) for cell in every if "; " in cell}
    slugs: dict[str, str] = {part: iris.slug(part) for part in _apart(every, several)}
    names = slugs | labels(graph, _apart(named, several), language)
    slugs |= {cell: "; ".join([slugs[part] for part in parts]) for cell, parts in several.items()}
    names |= {cell: "; ".join([names[part] for part in parts]) for cell, parts in several.items()}
    columns: list[str] = []
    filled: list[list[Cell]] = []
    for column, own in zip(query.columns, cells, strict=True):
        columns.append(column.name)
        filled.append([slugs[cell] if type(cell) is Iri else cell for cell in own])
        if column.labelled:
            columns.append(f"{column.name}_label")
            filled.append([names[cell] if type(cell) is Iri else None for cell in own])
    return Table(tuple(columns), tuple(zip(*filled, strict=True)))


def _apart(cells: set[Iri], several: Mapping[Iri, list[str]]) -> set[str]:
    return {part for cell in cells for part in several.get(cell, (cell,))}


def iris_in(cell: Cell) -> list[str]:
    """Return the IRIs of a cell; a gathered one holds several."""
    if not isinstance(cell, Iri):
        return []
    return cell.split("; ") if "; " in cell else [cell]


def _joined(cells: list[Cell]) -> Cell:
    present = sorted({cell for cell in cells if cell is not None}, key=str)
    if not present:
        return None
    joined = "; ".join(str(cell) for cell in present)
    return Iri(joined) if isinstance(present[0], Iri) else joined


def _term(graph: Queryable, parameter: Parameter, value: str) -> Term:
    if parameter.names == "slug":
        return Literal(f"/{value}")
    if parameter.names == "thing":
        return NamedNode(_thing(graph, value))
    kind, _, scheme = parameter.names.partition("/")
    if kind == "concept":
        pattern = f"?thing skos:inScheme <{iris.scheme_iri(scheme)}> . BIND(?thing AS ?in)"
    else:
        pattern = (
            f"?thing a rg:{'PlanEdition' if kind == 'edition' else kind} . BIND(?thing AS ?in)"
        )
    known = {iris.slug(str(row[0])): str(row[0]) for row in graph.select(NAMED % pattern).rows}
    if value not in known:
        raise UnknownName(parameter.name, value, known)
    return NamedNode(known[value])


def _thing(graph: Queryable, value: str) -> str:
    if value.startswith(("http://", "https://")):
        return value
    found = graph.select(ENDING, {"ending": Literal(f"/{value}")}).column("thing")
    if not found:
        raise UnknownName("thing with evidence", value, ())
    if len(found) > 1:
        paths = ", ".join(str(iri).removeprefix(iris.BASE + "id/") for iri in found[:4])
        raise BadParameter(f"'{value}' names {len(found)} things", f"say which: {paths}, ...")
    return str(found[0])


def _shared(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        content = yaml.load(_text(path), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise BadQuery(f"{path}: {_one_line(error)}", "correct its YAML") from error
    return content if isinstance(content, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise BadQuery(f"cannot read '{path}' ({error.strerror})", "check the file") from error
    except UnicodeDecodeError as error:
        raise BadQuery(f"'{path}' is not UTF-8", "save it as UTF-8") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _read_query(path: Path, columns: Mapping[str, Any], parameters: Mapping[str, Any]) -> Query:
    text = _text(path)
    header_text = "\n".join(
        line[2:].removeprefix(" ") for line in re.findall(r"^#\+.*$", text, re.M)
    )
    try:
        header = yaml.load(header_text, Loader=yaml.CSafeLoader) or {}
        own_columns = {**columns, **header.get("headings", {})}
        return Query(
            path.stem,
            Text(**header["title"]),
            Text(**header["question"]),
            tuple(_column(name, own_columns) for name in header["columns"]),
            tuple(header.get("gather", ())),
            tuple(_parameter(name, parameters, header) for name in header.get("parameters", ())),
            re.sub(r"^#\+.*\n", "", text, flags=re.M),
            header.get("thing", ""),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadQuery(
            f"{path}: the #+ header cannot be read ({_one_line(error)})",
            "see 'add a question' in the README",
        ) from error


def _column(name: str, columns: Mapping[str, Any]) -> Column:
    entry = columns[name]
    return Column(name, Text(entry["ja"], entry["en"]), bool(entry.get("label")))


def _parameter(name: str, parameters: Mapping[str, Any], header: Mapping[str, Any]) -> Parameter:
    entry = parameters[name]
    required = name in header.get("required", ())
    return Parameter(
        name, entry["variable"], entry["names"], required, Text(entry["ja"], entry["en"])
    )
