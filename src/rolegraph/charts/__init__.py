"""Pictures of exhibits: without a browser, with their own font, readable without colour."""

from rolegraph.charts.bars import modality_bars
from rolegraph.charts.lines import hub_lineage, schedule
from rolegraph.charts.matrices import state_matrix
from rolegraph.charts.networks import draw_network
from rolegraph.comparison.exhibit import Exhibit, Picture
from rolegraph.errors import UnknownName

COMPARISONS = {
    "modality-bars": modality_bars,
    "role-matrix": state_matrix,
    "coverage-matrix": state_matrix,
}
TABLES = {"schedule": schedule, "hub-lineage": hub_lineage}
QUESTIONS = {"schedule": "schedules", "hub-lineage": "hub-lineage"}
KINDS = (*COMPARISONS, *TABLES, "network")


def draw_comparison(kind: str, exhibit: Exhibit) -> Picture:
    """Return the picture of a comparison. Raises UnknownName for a kind that is not there."""
    if kind not in COMPARISONS:
        raise UnknownName("picture of a comparison", kind, COMPARISONS)
    return COMPARISONS[kind](exhibit)


def draw_table(kind: str, exhibit: Exhibit) -> Picture:
    """Return the picture of an answer. Raises UnknownName for a kind that is not there."""
    if kind not in TABLES:
        raise UnknownName("picture of a question", kind, TABLES)
    return TABLES[kind](exhibit)


__all__ = ["KINDS", "QUESTIONS", "draw_comparison", "draw_network", "draw_table"]
