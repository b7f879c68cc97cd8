"""The two passes of a check: each edition alone, then the union for the rules across editions."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Quad
from rdflib import RDF, RDFS, SH, Graph, URIRef

from rolegraph.validation.cache import keep, kept
from rolegraph.validation.engine import Prepared, Result, prepare
from rolegraph.validation.rules import Rule, Rules
from rolegraph.validation.units import Unit, digest_of, union_of, units_of
from rolegraph.validation.workers import Job, Plan, Stopped, run_jobs

DEADLINE = 300.0
"""Seconds that one unit may take before it is stopped."""

NAMES = re.compile(r"<([^>\s]+)>|\b([a-z][a-z-]*):([A-Za-z][\w-]*)")


class How(NamedTuple):
    """How to check: cache folder (None: none), processes, deadline, who hears of progress."""

    cache: Path | None = None
    processes: int = 0
    deadline: float = DEADLINE
    progress: Callable[[int, int], None] = lambda done, all_units: None


class Outcome(NamedTuple):
    """What a check found: results, units that were stopped, and how many came from the cache."""

    results: list[Result]
    stopped: list[Stopped]
    units: int
    cached: int


def check_quads(quads: Sequence[Quad], rules: Rules, how: How = How()) -> Outcome:  # noqa: B008
    """Return every breach in a corpus: each unit alone, then the union across editions."""
    union = union_of(quads, properties_of(rules.in_scope(across=True), rules))
    return check_units(units_of(quads), union, rules, how)


def check_units(
    units: Sequence[Unit],
    union: Unit | None,
    rules: Rules,
    how: How = How(),  # noqa: B008
) -> Outcome:
    """Return every breach in units, each alone, and in their union across editions."""
    jobs: list[Job] = [(unit, False) for unit in units if rules.in_scope(across=False)]
    if union is not None and rules.in_scope(across=True):
        jobs.append((union, True))
    return _run(jobs, rules, how)


def properties_of(chosen: Iterable[Rule], rules: Rules) -> frozenset[str]:
    """Return all IRIs that rules name: the only properties that they may look at."""
    found = {str(RDF.type), str(RDFS.subClassOf)}
    for rule in chosen:
        shape = rules.shape(rule)
        found |= names_in_queries(shape)
        found |= {str(node) for triple in shape for node in triple if isinstance(node, URIRef)}
    return frozenset(found)


def names_in_queries(shape: Graph) -> set[str]:
    """Return all IRIs that the queries of a shape name."""
    prefixes = {str(shape.value(s, SH.prefix)): str(o) for s, o in shape[: SH.namespace]}
    return {
        whole or prefixes.get(prefix, "") + name
        for select in shape.objects(predicate=SH.select)
        for whole, prefix, name in NAMES.findall(str(select))
    }


def _run(jobs: Sequence[Job], rules: Rules, how: How) -> Outcome:
    salts = [_salt(rules.in_scope(across=across), rules) for across in (False, True)]
    vocabularies: dict[int, str] = {}
    digests = []
    for unit, across in jobs:
        key = id(unit.vocabulary)
        if key not in vocabularies:
            vocabularies[key] = digest_of(unit.vocabulary)
        digests.append(unit.digest(salts[across] + vocabularies[key]) if how.cache else "")
    found = {n: kept(how.cache, digest) for n, digest in enumerate(digests)}
    results: dict[int, list[Result]] = {n: r for n, r in found.items() if r is not None}
    cached = len(results)
    # The largest first, so that no process is left with a large one at the end.
    todo = sorted(set(found) - set(results), key=lambda n: -len(jobs[n][0].own))

    def done(place: int, fresh: list[Result]) -> None:
        results[todo[place]] = fresh
        keep(how.cache, digests[todo[place]], fresh)
        how.progress(len(results), len(jobs))

    stopped = []
    if todo:
        plan = _plan(rules, how, any(jobs[n][1] for n in todo))
        stopped = run_jobs([jobs[n] for n in todo], plan, done)
    every = sorted({result for found in results.values() for result in found})
    return Outcome(every, stopped, len(jobs), cached)


def _plan(rules: Rules, how: How, across: bool) -> Plan:
    alone = prepare(rules, rules.in_scope(across=False))
    beyond: list[Prepared] = prepare(rules, rules.in_scope(across=True)) if across else []
    return Plan(tuple(alone), tuple(beyond), how.processes or os.cpu_count() or 1, how.deadline)


def _salt(chosen: Iterable[Rule], rules: Rules) -> str:
    """Return what results depend on beside the data: the shapes, those chosen, the engines."""
    versions = [f"{name} {version(name)}" for name in ("rolegraph", "pyshacl", "pyoxigraph")]
    return "\n".join([rules.digest, *(rule.name for rule in chosen), *versions])
