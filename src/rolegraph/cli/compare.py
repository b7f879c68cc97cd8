"""rolegraph compare: the plans side by side."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rolegraph.cli.common import (
    Settings,
    endpoint_option,
    output_options,
    settings_of,
    show,
    show_exhibits,
)
from rolegraph.errors import BadParameter, MissingExtra, UnknownName

if TYPE_CHECKING:
    from rolegraph.comparison import Preset
    from rolegraph.comparison.exhibit import Exhibit
    from rolegraph.findings import Language
    from rolegraph.store import Queryable

ROWS_SHOWN = {
    "differences": ("--only-differences", "Only rows in which the plans differ."),
    "shared": ("--shared", "Only rows that all plans state."),
    "unique": ("--unique", "Only rows that one plan alone states."),
    "missing": ("--missing", "Only rows that a plan lacks and another states."),
    "one-sided": ("--one-sided", "Only rows with one side of the breakdown and not the other."),
}


def _options(command: Any) -> Any:
    for name, (option, words) in reversed(ROWS_SHOWN.items()):
        command = click.option(option, "show_rows", flag_value=name, help=words)(command)
    texts = {
        "--question": "Compare any question's columns instead of a named comparison.",
        "--rows": "Column whose values become rows.",
        "--columns": "Column whose values become columns.",
        "--value": "Column with what goes into the cells.",
        "--by": "Column that breaks a value down.",
        "--aspect": "Coding aspect that tells 'not found' from 'not coded'.",
        "--save": "Keep the result under this name, for rolegraph recheck.",
    }
    for option, words in reversed(texts.items()):
        command = click.option(option, metavar="NAME", help=words)(command)
    where = "COLUMN=VALUE to keep, or PARAMETER=VALUE; may be repeated."
    return click.option("--where", multiple=True, metavar="COLUMN=VALUE", help=where)(command)


@click.command(
    "compare",
    epilog="Example: rolegraph compare duties --output duties.xlsx",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_options
@click.option(
    "--evidence",
    nargs=2,
    metavar="ROW COLUMN",
    help="Show what stands behind one cell, with its passages.",
)
@click.option(
    "--picture/--no-picture",
    default=None,
    help="Picture in xlsx, docx and html (default: where the packages for it are installed).",
)
@endpoint_option
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    show_rows: str | None,
    evidence: tuple[str, str] | None,
    format_name: str | None,
    output: Path | None,
    plain: bool,
    picture: bool | None,
    lang: "Language | None",
    **free: Any,
) -> None:
    """Compare the plans side by side; every cell says what is stated, not found or not coded.

    Without a name and a question, the comparisons are listed.
    """
    from rolegraph.reports import format_for

    settings = settings_of(ctx, lang)
    where = _where(free.pop("where"))
    save = free.pop("save")
    presets = _presets(settings, names, free)
    if not presets:
        _list(settings)
        return
    form = format_for(format_name, output, plain=plain)
    store = settings.store()
    version = store.version if form.detailed and form.name not in UNVERSIONED else ""
    if evidence:
        exhibits = [_evidence(settings, store, presets[0], evidence, where)]
    else:
        run = _Run(settings, store, where, show_rows or "all", version)
        drawn = picture is not False and form.name in ("xlsx", "docx", "html")
        exhibits = [run.exhibit(preset) for preset in presets]
        if drawn:
            pairs = zip(presets, exhibits, strict=True)
            exhibits = [
                _drawn(preset, exhibit, required=bool(picture)) for preset, exhibit in pairs
            ]
    if save:
        _save(settings, store, presets[0], where, save)
    if form.name == "table" and not any(exhibit.grid.rows for exhibit in exhibits):
        show(settings.words("該当する行はありません\n", "no rows\n"), output)
        return
    show_exhibits(exhibits, form, output)
    if form.name == "table" and output is None and not evidence:
        _hint(settings, presets[0])


UNVERSIONED = ("csv", "excel-csv", "tsv", "json", "bibtex", "ris", "csl-json")


class _Run:
    """One call of the command: the same graph, conditions and rows for each comparison."""

    def __init__(
        self,
        settings: Settings,
        store: "Queryable",
        where: Mapping[str, tuple[str, ...]],
        show_rows: str,
        version: str,
    ) -> None:
        self.settings, self.store, self.where = settings, store, where
        self.show_rows, self.version = show_rows, version

    def exhibit(self, preset: "Preset") -> "Exhibit":
        from rolegraph.comparison import Show, only, run_preset
        from rolegraph.comparison.exhibit import exhibit_comparison

        language = self.settings.language
        found = run_preset(self.store, self.settings.queries, preset, language, self.where)
        found = only(found, Show(self.show_rows))
        return exhibit_comparison(self.store, preset, found, language, self.version, self.where)


def _drawn(preset: "Preset", exhibit: "Exhibit", *, required: bool) -> "Exhibit":
    """Return the exhibit with its picture; without it where that was not asked for outright."""
    if not preset.picture or not exhibit.grid.rows:
        return exhibit
    try:
        from rolegraph.charts import draw_comparison

        return exhibit._replace(pictures=(draw_comparison(preset.picture, exhibit),))
    except MissingExtra as error:
        if required:
            raise
        click.echo(f"rolegraph: without its picture: {error}", err=True)
        return exhibit


def _where(given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        column, equals, value = text.partition("=")
        if not equals or not value:
            raise BadParameter(f"'{text}' is no condition", "write COLUMN=VALUE, such as rank=item")
        found[column] = (*found.get(column, ()), value)
    return found


def _presets(
    settings: Settings, names: tuple[str, ...], free: Mapping[str, str | None]
) -> "list[Preset]":
    from rolegraph.comparison import free_preset, read_presets

    presets = read_presets(settings.workspace.queries)
    question = free["question"]
    if question is None:
        for name in names:
            if name not in presets:
                raise UnknownName("comparison", name, presets)
        return [presets[name] for name in names]
    queries = settings.queries
    if question not in queries:
        raise UnknownName("question", question, queries)
    if not free["rows"] or not free["columns"]:
        columns = ", ".join(column.name for column in queries[question].columns)
        raise BadParameter("a free comparison needs --rows and --columns", f"choose from {columns}")
    texts = {key: free[key] or "" for key in ("rows", "columns", "value", "by", "aspect")}
    return [free_preset(queries[question], presets=presets, **texts)]


def _list(settings: Settings) -> None:
    from rolegraph.comparison import read_presets

    for preset in read_presets(settings.workspace.queries).values():
        click.echo(f"{preset.name:<18} {preset.title.in_language(settings.language)}")


def _evidence(
    settings: Settings,
    store: "Queryable",
    preset: "Preset",
    cell: tuple[str, str],
    where: Mapping[str, tuple[str, ...]],
) -> "Exhibit":
    from rolegraph.comparison import evidence_of, run_preset
    from rolegraph.comparison.exhibit import cell_exhibit, exhibit_answer

    language, queries = settings.language, settings.queries
    if preset.evidence and not where:
        query, _ = evidence_of(store, queries, preset, *cell, language)
        given = {preset.evidence["row"]: cell[0], preset.evidence["column"]: cell[1]}
        return exhibit_answer(store, query, language, "", **given)
    found = run_preset(store, queries, preset, language, where)
    return cell_exhibit(store, found, *cell, language)


def _save(
    settings: Settings,
    store: "Queryable",
    preset: "Preset",
    where: Mapping[str, tuple[str, ...]],
    name: str,
) -> None:
    from rolegraph.study import Study

    study = Study(settings.workspace, store, settings.language)
    folder = study.compare(preset, where=where).keep(Path("snapshots") / name)
    click.echo(f"{folder}", err=True)


def _hint(settings: Settings, preset: "Preset") -> None:
    example = f"rolegraph compare {preset.name or '…'} --evidence ROW COLUMN"
    ja = f"\n各欄の根拠箇所: {example}(ROW と COLUMN は ID)"
    en = f"\nWhat stands behind a cell: {example} (ROW and COLUMN are the IDs)"
    click.echo(settings.words(ja, en))
