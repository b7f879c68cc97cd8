"""How far two coders agree: Krippendorff's alpha per scheme, from their files."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rolegraph.errors import RolegraphError
from rolegraph.records.codings import NOTHING, Coding

ADJUDICATED = "adjudicated"
CHECKLISTS = ("planning-point", "setup-point")
"""Schemes in which a target is an edition and every concept is met or not."""

COLUMNS = ("scheme", "distance", "round", "units", "alpha")
Codings = Mapping[tuple[str, str], Sequence[Coding]]


class Measured(NamedTuple):
    """Alpha of one scheme and round, over `units` targets that both coders coded."""

    scheme: str
    distance: str
    round: int
    units: int
    alpha: str


def measure(codings: Codings, concepts: Mapping[str, Sequence[str]]) -> list[Measured]:
    """Return alpha for each scheme: nominal over primary concepts, MASI over sets of concepts.

    For checklists, `concepts` gives the points of a scheme, and each point of each edition is a
    unit that is met or not. Krippendorff, Content Analysis (2004), ch. 11; MASI: Passonneau 2006.
    """
    measured: list[Measured] = []
    for scheme in sorted({scheme for scheme, _ in codings}):
        rows = {c: r for (s, c), r in codings.items() if s == scheme and c != ADJUDICATED}
        if len(rows) < 2:
            continue  # one reader alone agrees with nobody
        for number in sorted({row.round for found in rows.values() for row in found}):
            this = {c: [r for r in found if r.round == number] for c, found in rows.items()}
            if scheme in CHECKLISTS:
                labels = _checked(this, concepts[scheme])
                measured.append(_alpha(scheme, "nominal", number, labels))
                continue
            measured.append(_alpha(scheme, "nominal", number, _primary(this)))
            if any(row.centrality == "secondary" for found in this.values() for row in found):
                measured.append(_alpha(scheme, "masi", number, _sets(this)))
    return measured


def to_csv(measured: Iterable[Measured]) -> str:
    """Return the content of `data/codings/agreement.csv`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(measured)
    return out.getvalue()


Labels = dict[str, dict[str, frozenset[str]]]  # coder -> target -> what the coder said of it


def _primary(rows: Mapping[str, Sequence[Coding]]) -> Labels:
    return {
        coder: {r.target: frozenset([r.concept]) for r in found if r.centrality == "primary"}
        for coder, found in rows.items()
    }


def _sets(rows: Mapping[str, Sequence[Coding]]) -> Labels:
    labels: Labels = {}
    for coder, found in rows.items():
        concepts: dict[str, set[str]] = {}
        for row in found:
            concepts.setdefault(row.target, set()).add(row.concept)
        labels[coder] = {target: frozenset(said) for target, said in concepts.items()}
    return labels


def _checked(rows: Mapping[str, Sequence[Coding]], points: Sequence[str]) -> Labels:
    targets = sorted({row.target for found in rows.values() for row in found})
    labels: Labels = {}
    for coder, found in rows.items():
        met = {(r.target, r.concept) for r in found if r.concept != NOTHING}
        labels[coder] = {
            f"{target} {point}": frozenset(["met" if (target, point) in met else "not met"])
            for target in targets
            for point in points
        }
    return labels


def _alpha(scheme: str, distance: str, number: int, labels: Labels) -> Measured:
    shared = sorted(set.intersection(*(set(said) for said in labels.values())))
    data = [(coder, t, said[t]) for coder, said in labels.items() for t in shared]
    alpha = _task(data, distance).alpha() if shared else 0.0
    return Measured(scheme, distance, number, len(shared), f"{alpha:.3f}")


def _task(data: list[tuple[str, str, frozenset[str]]], distance: str) -> Any:
    try:
        from nltk.metrics import agreement
        from nltk.metrics.distance import binary_distance, masi_distance
    except ImportError as error:
        raise RolegraphError(
            "agreement needs the package nltk", "pip install 'rolegraph[coding]'"
        ) from error
    return agreement.AnnotationTask(data, masi_distance if distance == "masi" else binary_distance)
