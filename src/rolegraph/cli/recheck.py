"""rolegraph recheck: whether a result that was cited still holds."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("recheck", epilog="Example: rolegraph recheck report-2024")
@click.argument("name")
@click.option(
    "--snapshots",
    type=click.Path(path_type=Path),
    default=Path("snapshots"),
    show_default=True,
    help="Folder in which snapshots are kept.",
)
@language_option
@click.pass_context
def command(ctx: click.Context, name: str, snapshots: Path, lang: "Language | None") -> None:
    """Say which cells of a kept comparison changed, and because of which facts or codings.

    Exit code 1 when a cell changed.
    """
    settings = settings_of(ctx, lang)
    result = settings.study().recheck(snapshots / name)
    for change in result.changes:
        click.echo(f"{change.row} × {change.column}: {change.before} -> {change.after}")
        for reason in change.reasons:
            click.echo("  " + reason.replace("\n", "\n  "))
    data_ja, data_en = (
        ("データは同じ", "same data") if result.same_data else ("データは変わった", "data changed")
    )
    if not result.same_question:
        click.echo(settings.words("問いの書き方が変わった", "the question was rewritten"), err=True)
    count = len(result.changes)
    cells = f"{count} cell changed" if count == 1 else f"{count} cells changed"
    click.echo(settings.words(f"{data_ja}、{count} 欄が変わった", f"{data_en}, {cells}"), err=True)
    if result.changes:
        raise SystemExit(1)
