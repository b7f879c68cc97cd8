"""Both halves of a check: the authoring files as read, and the graph that they make."""

from rolegraph.building import build
from rolegraph.findings import Finding, ordered
from rolegraph.validation import read_shapes, validate
from rolegraph.workspace import Workspace


def check(workspace: Workspace) -> list[Finding]:
    """Return every fault of a workspace, from reading and from the rules, ordered by place."""
    built = build(workspace)
    found = validate(built.graph.quads, read_shapes(workspace.shapes), built.graph.places)
    return ordered([*built.corpus.findings, *found])
