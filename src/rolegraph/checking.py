"""Both halves of a check: the authoring files as read, and the graph that they make."""

from collections.abc import Iterable, Sequence

from rolegraph.building import build
from rolegraph.findings import Finding, ordered
from rolegraph.validation.passes import How, check_quads
from rolegraph.validation.placing import Words, findings_of, stopped_findings
from rolegraph.validation.rules import Rules, read_rules
from rolegraph.workspace import Workspace


def check(workspace: Workspace, only: Sequence[str] = (), how: How = How()) -> list[Finding]:  # noqa: B008
    """Return every fault of a workspace, from reading and from the rules, ordered by place.

    `only` names the rules to check; reading's faults are told in any case. Raises UnknownName.
    """
    rules = chosen(read_rules(workspace.shapes), only)
    built = build(workspace)
    outcome = check_quads(built.graph.quads, rules, how)
    found = findings_of(outcome.results, rules, built.graph.places, Words(built.graph.quads))
    return ordered([*built.corpus.findings, *found, *stopped_findings(outcome.stopped, {})])


def chosen(rules: Rules, only: Iterable[str]) -> Rules:
    """Return these rules, or all when none is named. Raises UnknownName."""
    names = list(only)
    return rules.only(names) if names else rules
