"""rolegraph compare: the plans side by side."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import output_options, settings_of, show
from rolegraph.errors import UnknownName

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("compare", epilog="Example: rolegraph compare duties --format markdown")
@click.argument("name")
@click.option(
    "--evidence",
    nargs=2,
    metavar="ROW EDITION",
    help="Show what stands behind one cell, with its passages.",
)
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    name: str,
    evidence: tuple[str, str] | None,
    format_name: str,
    output: Path | None,
    lang: "Language | None",
) -> None:
    """Compare the plans side by side; every cell says what is stated, not found or not coded."""
    from rolegraph.comparison import evidence_of, long_table, matrix, read_presets, run_preset
    from rolegraph.tables import render

    settings = settings_of(ctx, lang)
    presets = read_presets(settings.workspace.queries)
    if name not in presets:
        raise UnknownName("comparison", name, presets)
    preset, store = presets[name], settings.store()
    if evidence:
        query, table = evidence_of(store, settings.queries, preset, *evidence, settings.language)
        show(render(table, format_name, query.headings(settings.language)), output)
        return
    found = run_preset(store, settings.queries, preset, settings.language)
    table = long_table(found) if format_name == "json" else matrix(found, settings.language)
    show(render(table, format_name), output)
    if format_name == "table" and output is None:
        example = f"rolegraph compare {name} --evidence ROW EDITION"
        ja = f"\n各欄の根拠箇所: {example}(ROW と EDITION は上の ID)"
        en = f"\nWhat stands behind a cell: {example} (ROW and EDITION are the IDs above)"
        click.echo(settings.words(ja, en))
