"""What all plans share, what one alone has, what one alone lacks: computed, not only shown."""

from enum import StrEnum
from typing import NamedTuple

from rolegraph.comparison.cells import Comparison, State

STATED = (State.STATED,)
LACKING = (State.NOT_FOUND, State.EXCLUDED)


class Show(StrEnum):
    """Which rows of a comparison to show."""

    ALL = "all"
    DIFFERENCES = "differences"
    SHARED = "shared"
    UNIQUE = "unique"
    MISSING = "missing"
    ONE_SIDED = "one-sided"


class Differences(NamedTuple):
    """Rows by what they show; each is a row name, or a pair of row and the column concerned.

    `shared`: stated in every column that could state it; `unique`: stated in one alone and
    lacking in all others; `missing`: stated elsewhere, lacking in this column; `open`: rows in
    which a column was not coded, so that nothing final can be said.
    """

    shared: tuple[str, ...]
    different: tuple[str, ...]
    unique: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    open: tuple[str, ...]


def differences(comparison: Comparison) -> Differences:
    """Return what the columns share and where they differ.

    Cells not applicable are left out of the judgement; a cell not coded is never taken for a
    gap, and keeps a row from being called shared or unique.
    """
    shared, different, unique, missing, unsure = [], [], [], [], []
    for row in comparison.rows:
        cells = {column: comparison.cells[row, column] for column in comparison.columns}
        stated = [c for c, cell in cells.items() if cell.state in STATED]
        lacking = [c for c, cell in cells.items() if cell.state in LACKING]
        coded = not any(cell.state is State.NOT_CODED for cell in cells.values())
        if not coded:
            unsure.append(row)
        if stated and not lacking and coded and len(stated) > 1:
            shared.append(row)
        if len({(cells[c].state, _content(cells[c].values)) for c in (*stated, *lacking)}) > 1:
            different.append(row)
        if len(stated) == 1 and lacking and coded:
            unique.append((row, stated[0]))
        if stated:
            missing += [(row, column) for column in lacking]
    return Differences(
        tuple(shared), tuple(different), tuple(unique), tuple(missing), tuple(unsure)
    )


def only(comparison: Comparison, show: Show) -> Comparison:
    """Return the comparison with only the rows that share, differ, are unique or lack."""
    if show is Show.ALL:
        return comparison
    found = differences(comparison)
    if show is Show.ONE_SIDED:
        return _rows_of(comparison, _one_sided(comparison))
    kept = {
        Show.DIFFERENCES: set(found.different),
        Show.SHARED: set(found.shared),
        Show.UNIQUE: {row for row, _ in found.unique},
        Show.MISSING: {row for row, _ in found.missing},
    }[show]
    return _rows_of(comparison, kept)


def _one_sided(comparison: Comparison) -> set[str]:
    """Return the rows with a cell that states one part of the breakdown and lacks another."""
    parts = {part for cell in comparison.cells.values() for part, _ in cell.values}
    return {
        row
        for (row, _), cell in comparison.cells.items()
        if cell.state is State.STATED and {part for part, _ in cell.values} != parts
    }


def _rows_of(comparison: Comparison, kept: set[str]) -> Comparison:
    rows = tuple(row for row in comparison.rows if row in kept)
    cells = {key: cell for key, cell in comparison.cells.items() if key[0] in kept}
    return comparison._replace(rows=rows, cells=cells)


def _content(values: tuple[tuple[str, object], ...]) -> tuple[str, ...]:
    return tuple(sorted(map(str, values)))
