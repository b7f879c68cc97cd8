"""The rules in a second SHACL processor (pyrudof): which it supports, for shapes/README.md.

Run as a program, it renews the table: `python tests/peers.py`.
"""

# ruff: noqa: E501 (the text below is Markdown)

from pathlib import Path

from rolegraph.graph import to_ntriples
from rolegraph.validation.rules import Rules

README = Path(__file__).resolve().parent.parent / "shapes" / "README.md"
HEAD = """# Rules

Each rule is a named shape `https://w3id.org/rolegraph/shapes#<name>`, one file a family. `rolegraph explain NAME` is
its help page; `tests/rules/<name>.*` are inputs that break it. Rules of the group `across-editions` are checked on
the union of all editions, every other one on a single edition. pySHACL is the reference for their meaning.

The table tells what a second processor, pyrudof, makes of the broken inputs of each rule: `same` (the same nodes are
reported), `differs` (other nodes are), `unsupported` (it refuses the shape or the data). It is written by
`python tests/peers.py`.

"""


def verdicts(rules: Rules) -> dict[str, str]:
    """What pyrudof makes of each rule's broken inputs."""
    from test_rules import units_with_breach

    found = {}
    for name in sorted(rules.rules):
        turtle = rules.shape(rules.rules[name]).serialize(format="turtle")
        each = {
            _verdict(turtle, to_ntriples(unit.quads).decode(), {r.focus for r in said}, unit.about)
            for unit, _, said in units_with_breach(name)
        }
        worst = [v for v in ("unsupported", "differs", "same") if v in each]
        found[name] = worst[0] if worst else "same"
    return found


def _verdict(shapes: str, data: str, said: set[str], about: frozenset[str]) -> str:
    import pyrudof
    from rdflib import SH, Graph

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    try:
        rudof.read_data(data, format=pyrudof.RDFFormat.NTriples)
        rudof.read_shacl(shapes)
        rudof.validate_shacl()
        text = rudof.serialize_shacl_validation_results(
            format=pyrudof.ResultShaclValidationFormat.Turtle
        )
        report = Graph().parse(data=text, format="turtle")
    except Exception:  # its errors share no base class, and a refusal is what is asked for
        return "unsupported"
    reported = {node.n3() for node in report.objects(predicate=SH.focusNode)} & about
    return "same" if reported == said else "differs"


def table(found: dict[str, str]) -> str:
    """The text of shapes/README.md."""
    counts = {verdict: list(found.values()).count(verdict) for verdict in set(found.values())}
    told = ", ".join(f"{verdict} {n}" for verdict, n in sorted(counts.items()))
    rows = "".join(f"| `{name}` | {verdict} |\n" for name, verdict in found.items())
    return f"{HEAD}{len(found)} rules: {told}.\n\n| rule | pyrudof |\n|---|---|\n{rows}"


if __name__ == "__main__":
    from test_rules import RULES

    README.write_text(table(verdicts(RULES)), "utf-8")
