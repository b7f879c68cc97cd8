"""rolegraph locate: every pointer against a reader's own copies."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("locate", epilog="Example: rolegraph locate --sources ../my-copies")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder with your own copies of the source texts.",
)
@click.option("--show", is_flag=True, help="Print each passage from your own copy.")
@click.option("--source", help="Only the passages of this source.")
@language_option
@click.pass_context
def command(
    ctx: click.Context, sources: Path, show: bool, source: str | None, lang: "Language | None"
) -> None:
    """Check every passage pointer against your own copies of the sources.

    Exit code 1 when a passage is only partly found or lost.
    """
    from rolegraph.evidence import locate_all, summary

    settings = settings_of(ctx, lang)
    results = locate_all(settings.workspace, sources, source)
    for result in results:
        click.echo(result.line(show))
    click.echo(summary(results, settings.language), err=True)
    if not all(result.found for result in results):
        raise SystemExit(1)
