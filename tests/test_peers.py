"""The rules in a second SHACL processor: the table in shapes/README.md tells the truth."""

import pytest
from peers import README, table, verdicts
from test_rules import RULES


def test_the_table_of_a_second_processor_is_current():
    pytest.importorskip("pyrudof", reason="pyrudof is not installed (pip install -e '.[peers]')")
    assert README.read_text("utf-8") == table(verdicts(RULES)), "run python tests/peers.py"


def test_the_table_has_a_row_for_every_rule():
    rows = README.read_text("utf-8")
    missing = [name for name in RULES.rules if f"| `{name}` |" not in rows]
    assert not missing, f"run python tests/peers.py: {missing}"
