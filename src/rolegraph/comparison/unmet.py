"""The memo against the plans: what each plan does not answer, and what to look at next."""

from collections.abc import Iterable, Mapping

from rolegraph.comparison.cells import STATE_WORDS, Comparison, State
from rolegraph.comparison.presets import Preset
from rolegraph.comparison.running import run_preset
from rolegraph.findings import Language, Text
from rolegraph.queries import Query
from rolegraph.store import Queryable
from rolegraph.tables import Row, Table

YARDSTICKS = ("catalogue", "challenges", "planning-points", "themes")
COLUMNS = (
    *("edition", "edition_label", "yardstick", "item", "item_label", "state", "state_label"),
    *("next", "stated_by", "examples", "passages"),
)
NEXT = {
    State.NOT_FOUND: Text(
        "ほかの計画の該当箇所を読み、要否を検討する", "read how others do it; decide on need"
    ),
    State.EXCLUDED: Text("対象外とした理由を確かめる", "check why it was left out"),
    State.NOT_CODED: Text("この観点の判定を付ける", "code this aspect of the plan"),
}
ALONE = Text("どの計画にもない。メモの該当箇所から検討する", "no plan has it; start from the memo")


def unmet(
    graph: Queryable,
    queries: Mapping[str, Query],
    presets: Mapping[str, Preset],
    language: Language = "ja",
    edition: str = "",
) -> Table:
    """Return each yardstick of the memo that a plan does not state, with where to look next."""
    rows: list[Row] = []
    for name in YARDSTICKS:
        if name in presets:
            found = run_preset(graph, queries, presets[name], language)
            rows += _unmet(found, name, language, edition)
    return Table(COLUMNS, tuple(rows))


def _unmet(found: Comparison, name: str, language: Language, edition: str) -> Iterable[Row]:
    for column in found.columns:
        for row in found.rows:
            state = found.cells[row, column].state
            if state in NEXT and edition in ("", column):
                others = [c for c in found.columns if found.cells[row, c].state is State.STATED]
                yield (
                    *(column, found.label(column), name, row, found.label(row)),
                    *(state.value, STATE_WORDS[state].in_language(language)),
                    _next(state, bool(others)).in_language(language),
                    "; ".join(others) or None,
                    *_examples(found, row, others),
                )


def _next(state: State, others: bool) -> Text:
    return ALONE if state is State.NOT_FOUND and not others else NEXT[state]


def _examples(found: Comparison, row: str, others: list[str]) -> tuple[str | None, str | None]:
    things = [iri for column in others for iri in found.cells[row, column].things]
    known = [found.things[iri] for iri in things if iri in found.things][:5]
    passages = sorted({passage for thing in known for passage in thing.passages})
    examples = "; ".join(f"{thing.label} [{thing.name}]" for thing in known)
    return examples or None, "; ".join(passages) or None


def headings(language: Language) -> list[str]:
    """Return the headings of the list, for people."""
    ja = "計画(版) ID,計画(版),ものさし,項目 ID,項目,状態 ID,状態,"
    ja += "次に見るもの,記載のある計画,例,根拠箇所"
    en = "edition ID,edition,yardstick,item ID,item,state ID,state,next,stated by,examples,passages"
    return Text(ja, en).in_language(language).split(",")
