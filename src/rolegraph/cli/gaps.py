"""rolegraph gaps: how complete each edition is, and what to do next."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of, show

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("gaps", epilog="Example: rolegraph gaps --scores --format csv")
@click.option("--edition", metavar="SLUG", help="Only this edition.")
@click.option("--scores", "only_scores", is_flag=True, help="The score per edition and aspect.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "markdown"]),
              default="table", show_default=True, help="Form of the output.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write.")
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    edition: str | None,
    only_scores: bool,
    form: str,
    output: Path | None,
    lang: "Language | None",
) -> None:
    """List what is undecided, not coded, doubtful or found elsewhere only; most useful first."""
    from rolegraph.building import build
    from rolegraph.checking import check
    from rolegraph.cli.check import default_how
    from rolegraph.completeness import gaps, scores
    from rolegraph.errors import UnknownName
    from rolegraph.tables import Table, render

    settings = settings_of(ctx, lang)
    store = build(settings.workspace).store
    all_scores = scores(store, check(settings.workspace, (), default_how()) if only_scores else ())
    known = {str(row[0]) for row in all_scores.rows}
    if edition is not None and edition not in known:
        raise UnknownName("edition", edition, known)
    table = all_scores if only_scores else gaps(store, settings.language)
    place = table.columns.index("edition")
    rows = tuple(row for row in table.rows if edition in (None, row[place]))
    show(render(Table(table.columns, rows), form), output)
