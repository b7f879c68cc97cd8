"""The SPARQL that lists what stands behind one row, one column or one cell of a comparison."""

from collections.abc import Mapping, Sequence

from rolegraph.comparison.details import listing, thing_variable
from rolegraph.comparison.presets import Preset
from rolegraph.queries import Query, among
from rolegraph.store import Term, with_values

STATED = "  OPTIONAL { ?%s rg:statedIn ?passage }\n"


def sparql_behind(
    queries: Mapping[str, Query],
    preset: Preset,
    row: Term | None,
    columns: Sequence[Term],
    terms: Mapping[str, Term],
    *,
    excluded: bool = False,
) -> str:
    """Return SPARQL for the facts behind a row, some columns or a cell, each with its passages.

    `terms` are those of the comparison's own parameters. What is said to be left out
    (`excluded`) is listed by another question where the comparison names one.
    """
    elsewhere = preset.things.get("also", "") if excluded else ""
    query = queries[elsewhere or preset.things.get("question") or preset.question]
    on_row, on_column = (
        preset.things.get(key, axis)
        for key, axis in (("row", preset.rows), ("column", preset.columns))
    )
    own = preset.question == query.name
    thing = thing_variable(query, preset.value if own else "")
    bound = {**(terms if own else {})}
    bound |= {on_row: row} if row is not None else {}
    bound |= {on_column: columns[0]} if len(columns) == 1 else {}
    if not thing:
        several = [str(term).strip("<>") for term in columns]
        kept = among(query, on_column, several) if len(several) > 1 else query
        return with_values(kept.sparql.strip(), bound)
    parts = [name for name in (preset.by,) if name and own and name not in (on_row, on_column)]
    wanted = (on_row, on_column, *parts, thing, "passage")
    listed = ", ".join(map(str, columns))
    within = f"  FILTER(?{on_column} IN ({listed}))\n" if len(columns) > 1 else ""
    return with_values(listing(query, wanted, wanted, within + STATED % thing), bound)
