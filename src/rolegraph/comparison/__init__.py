"""What rows mean side by side: a matrix whose every cell says what is known, and how."""

from rolegraph.comparison.behind import sparql_behind
from rolegraph.comparison.cells import (
    STATE_WORDS,
    Comparison,
    MatrixCell,
    State,
    compare,
    long_table,
    matrix,
    passages_of,
    words,
)
from rolegraph.comparison.details import Thing, short, things_behind
from rolegraph.comparison.differences import Differences, Show, differences, only
from rolegraph.comparison.presets import Preset, free_preset, read_presets
from rolegraph.comparison.running import empty_states, evidence_of, run_preset, whole_columns

__all__ = [
    "STATE_WORDS",
    "Comparison",
    "Differences",
    "MatrixCell",
    "Preset",
    "Show",
    "State",
    "Thing",
    "compare",
    "differences",
    "empty_states",
    "evidence_of",
    "free_preset",
    "long_table",
    "matrix",
    "only",
    "passages_of",
    "read_presets",
    "run_preset",
    "short",
    "sparql_behind",
    "things_behind",
    "whole_columns",
    "words",
]
