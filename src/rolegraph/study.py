"""A corpus opened for work in Python: questions, comparisons, networks, files, data frames."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rolegraph import iris
from rolegraph.building import open_store
from rolegraph.comparison import Preset, Show, free_preset, only, read_presets, run_preset
from rolegraph.comparison.exhibit import (
    Exhibit,
    Picture,
    cell_exhibit,
    exhibit_answer,
    exhibit_comparison,
    table_exhibit,
)
from rolegraph.errors import BadParameter, UnknownName, needs
from rolegraph.findings import Language, Text
from rolegraph.output import write_bytes, write_file
from rolegraph.queries import Query, labels, read_queries
from rolegraph.reports import format_for, render
from rolegraph.reports.document import exhibit_blocks
from rolegraph.reports.text import to_fragment
from rolegraph.tables import Cell, Table
from rolegraph.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from rolegraph.comparison.snapshots import Recheck
    from rolegraph.network import Network
    from rolegraph.store import Queryable

TITLES = {
    "actors": Text("主体どうしのつながり", "Ties between actors"),
    "elements": Text("主体と施策・会議体のつながり", "Ties of actors to measures and bodies"),
    "peers": Text("似ている計画", "Plans most like"),
    "unmet": Text("論点メモに照らして記載のない項目", "What of the memo is not stated"),
}
Where = Mapping[str, str | Sequence[str]]


class Result:
    """What came back: rows to go through, an exhibit to show and to save."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.exhibit = exhibit

    @property
    def table(self) -> Table:
        """The rows as programs read them."""
        return self.exhibit.table

    def __len__(self) -> int:
        return len(self.table.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return iter(self.table.records())

    def __repr__(self) -> str:
        return f"<{self.exhibit.title}: {len(self)} rows>"

    def _repr_html_(self) -> str:
        return to_fragment(exhibit_blocks(self.exhibit))

    def to_pandas(self) -> Any:
        """Return the rows as a pandas data frame."""
        with needs("to_pandas", "pandas"):
            import pandas
        return pandas.DataFrame(list(self.table.rows), columns=list(self.table.columns))

    def to_polars(self) -> Any:
        """Return the rows as a polars data frame."""
        with needs("to_polars", "polars"):
            import polars
        data = {name: self.table.column(name) for name in self.table.columns}
        return polars.DataFrame(data, strict=False)

    def render(self, format_name: str) -> bytes:
        """Return the result in a named format."""
        return render(self.exhibit, format_name)

    def save(self, path: str | Path, format_name: str | None = None) -> Path:
        """Write the result to a file, in the format of its suffix unless one is named."""
        target = Path(path)
        write_bytes(target, render(self.exhibit, format_for(format_name, target).name))
        return target


class ComparisonResult(Result):
    """A comparison: a matrix whose cells lead to the facts and passages behind them."""

    def __init__(self, study: "Study", preset: Preset, where: Mapping[str, tuple[str, ...]],
                 exhibit: Exhibit) -> None:  # fmt: skip
        super().__init__(exhibit)
        self.study, self.preset, self.where = study, preset, where

    def evidence(self, row: str, column: str) -> Result:
        """Return the facts behind one cell with their passages."""
        found = self.exhibit.comparison
        assert found is not None
        return Result(cell_exhibit(self.study.store, found, row, column, self.exhibit.language))

    def matrix(self) -> Any:
        """Return the matrix as a pandas data frame: labels for rows and columns, words in cells."""
        with needs("matrix", "pandas"):
            import pandas
        grid = self.exhibit.grid
        rows = [[cell.text for cell in row[2:]] for row in grid.rows]
        index = [row[1].text.strip() for row in grid.rows]
        return pandas.DataFrame(rows, index=index, columns=list(grid.headings[2:]))

    def picture(self, kind: str = "") -> Picture:
        """Return the comparison as a picture, of the kind that suits it unless one is named."""
        from rolegraph.charts import draw_comparison

        return draw_comparison(kind or self.preset.picture or "coverage-matrix", self.exhibit)

    def with_picture(self, kind: str = "") -> "ComparisonResult":
        """Return the same comparison with its picture above the table."""
        exhibit = self.exhibit._replace(pictures=(self.picture(kind),))
        return ComparisonResult(self.study, self.preset, self.where, exhibit)

    def keep(self, folder: str | Path) -> Path:
        """Write a snapshot that can be rechecked: JSON with its facts, CSV and RDF."""
        from rolegraph.comparison.snapshots import read_snapshot, snapshot

        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        study = self.study
        text = snapshot(study.store, study.queries, self.preset, self.where)
        whole = study.compare(self.preset, where=self.where).exhibit
        write_file(target / "snapshot.json", text)
        digest = ("digest", str(read_snapshot(target)["digest"]))
        cited = whole._replace(name=target.name, conditions=(*whole.conditions, digest))
        write_bytes(target / "result.csv", render(cited, "csv"))
        write_bytes(target / "result.ttl", render(cited, "turtle"))
        return target


class Study:
    """A workspace with its graph; what is asked of it comes back as results."""

    def __init__(self, workspace: Workspace, store: "Queryable", language: Language) -> None:
        self.workspace, self.store, self.language = workspace, store, language

    def __repr__(self) -> str:
        return f"<rolegraph study: {len(self.queries)} questions, {len(self.presets)} comparisons>"

    @cached_property
    def queries(self) -> Mapping[str, Query]:
        """The named questions."""
        return read_queries(self.workspace.queries)

    @cached_property
    def presets(self) -> Mapping[str, Preset]:
        """The named comparisons."""
        return read_presets(self.workspace.queries)

    @cached_property
    def version(self) -> str:
        """The digest of the data."""
        return self.store.version

    def ask(self, question: str, **parameters: str) -> Result:
        """Return the answer to a named question."""
        if question not in self.queries:
            raise UnknownName("question", question, self.queries)
        query = self.queries[question]
        return Result(exhibit_answer(self.store, query, self.language, self.version, **parameters))

    def compare(
        self,
        name: str | Preset = "",
        *,
        question: str = "",
        rows: str = "",
        columns: str = "",
        value: str = "",
        by: str = "",
        where: Where | None = None,
        show: str = "all",
    ) -> ComparisonResult:
        """Return a named comparison, or one of any columns of a question."""
        preset = (
            name
            if isinstance(name, Preset)
            else self._preset(name, question, (rows, columns, value, by))
        )
        kept = {k: (v,) if isinstance(v, str) else tuple(v) for k, v in (where or {}).items()}
        if show not in list(Show):
            raise UnknownName("choice of rows", show, Show)
        found = only(run_preset(self.store, self.queries, preset, self.language, kept), Show(show))
        made = exhibit_comparison(self.store, preset, found, self.language, self.version, kept)
        return ComparisonResult(self, preset, kept, made)

    def _preset(self, name: str, question: str, axes: tuple[str, str, str, str]) -> Preset:
        if name:
            if name not in self.presets:
                raise UnknownName("comparison", name, self.presets)
            return self.presets[name]
        if question not in self.queries:
            raise UnknownName("question", question, self.queries)
        query = self.queries[question]
        if not axes[0] or not axes[1]:
            known = ", ".join(column.name for column in query.columns)
            raise BadParameter("a free comparison needs rows and columns", f"choose from {known}")
        rows, columns, value, by = axes
        return free_preset(query, rows, columns, value, by, self.presets)

    def sparql(self, text: str) -> Result:
        """Return the rows of any SELECT query."""
        table = self.store.select(text)
        return Result(table_exhibit("sparql", "SPARQL", table, table.columns, self.language))

    def network(self, kind: str = "actors", edition: str = "") -> "Network":
        """Return the network of actors, or of actors and elements; `.to_networkx()` gives it."""
        from rolegraph.network import network

        return network(self.store, kind, self.language, edition)

    def centrality(self, kind: str = "actors", edition: str = "") -> Result:
        """Return who stands where in the network."""
        from rolegraph.network import headings, measures

        table = measures(self.network(kind, edition))
        heads = headings(self.language)
        return Result(
            table_exhibit("network", self._title(kind, edition), table, heads, self.language)
        )

    def peers(self, edition: str, most: int = 10) -> Result:
        """Return the editions most like one, with what they share and do not share."""
        from rolegraph.comparison.similarity import features, headings, peers, peers_table

        table = peers_table(self.store, peers(features(self.store), edition, most), self.language)
        heads = headings(self.language)
        return Result(
            table_exhibit("peers", self._title("peers", edition), table, heads, self.language)
        )

    def unmet(self, edition: str = "") -> Result:
        """Return what of the memo each plan does not state, and what to look at next."""
        from rolegraph.comparison.unmet import headings, unmet

        table = unmet(self.store, self.queries, self.presets, self.language, edition)
        heads = headings(self.language)
        return Result(
            table_exhibit("unmet", self._title("unmet", edition), table, heads, self.language)
        )

    def _title(self, kind: str, edition: str) -> str:
        iri = iris.entity("edition", edition)
        name = labels(self.store, [iri], self.language).get(iri, edition) if edition else ""
        title = TITLES[kind].in_language(self.language)
        return f"{title}: {name}" if name else title

    def recheck(self, folder: str | Path) -> "Recheck":
        """Return which cells of a snapshot changed, and because of which facts."""
        from rolegraph.comparison.snapshots import recheck

        return recheck(self.store, self.queries, Path(folder), self.language)

    def draw(self, kind: str, edition: str = "") -> Picture:
        """Return a picture of a question: a schedule, the lineage of the hub, or a network."""
        from rolegraph.charts import QUESTIONS, draw_network, draw_table

        if kind.startswith("network"):
            layer = kind.partition("-")[2] or "actors"
            return draw_network(self.network(layer, edition), self._title(layer, edition))
        if kind not in QUESTIONS:
            raise UnknownName("picture", kind, (*QUESTIONS, "network", "network-elements"))
        given = {"edition": edition} if edition else {}
        return draw_table(kind, self.ask(QUESTIONS[kind], **given).exhibit)


def open_study(
    workspace: str | Path | None = None,
    language: Language = "ja",
    store: str | Path | None = None,
) -> Study:
    """Return the corpus of a workspace: the one named, or around the current folder, or packaged.

    `store` is a folder written by `rolegraph build`; without it the graph is built now.
    """
    found = find_workspace(Path(workspace) if workspace else None)
    return Study(found, open_store(found, Path(store) if store else None), language)
