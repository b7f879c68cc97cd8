"""The SPARQL that lists what stands behind one row, one column or one cell of a comparison."""

from collections.abc import Mapping

from rolegraph.comparison.details import listing, thing_variable
from rolegraph.comparison.presets import Preset
from rolegraph.queries import Query
from rolegraph.store import Term, with_values

STATED = "  OPTIONAL { ?%s rg:statedIn ?passage }\n"


def sparql_behind(
    queries: Mapping[str, Query],
    preset: Preset,
    row: Term | None,
    column: Term | None,
    terms: Mapping[str, Term],
    *,
    excluded: bool = False,
) -> str:
    """Return SPARQL for the facts behind a row, a column or a cell, each with its passages.

    `terms` are those of the comparison's own parameters. What is said to be left out
    (`excluded`) is listed by another question where the comparison names one.
    """
    elsewhere = preset.things.get("also", "") if excluded else ""
    query = queries[elsewhere or preset.things.get("question") or preset.question]
    rows, columns = (
        preset.things.get(key, own)
        for key, own in (("row", preset.rows), ("column", preset.columns))
    )
    own = preset.question == query.name
    thing = thing_variable(query, preset.value if own else "")
    bound = {**(terms if own else {})}
    bound |= {name: term for name, term in ((rows, row), (columns, column)) if term is not None}
    if not thing:
        return with_values(query.sparql.strip(), bound)
    parts = [name for name in (preset.by,) if name and own and name not in (rows, columns)]
    wanted = (rows, columns, *parts, thing, "passage")
    return with_values(listing(query, wanted, wanted, STATED % thing), bound)
