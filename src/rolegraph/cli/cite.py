"""rolegraph cite: passage pointers from section keys and positions."""

from pathlib import Path

import click

from rolegraph.cli.common import settings_of


@click.command("cite", epilog="Example: rolegraph cite my-plan 4-1/1/b1=16 --sources DIR")
@click.argument("source")
@click.argument("marks", nargs=-1, metavar="[SECTION=POSITION]...")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder with your own copies of the source texts.",
)
@click.pass_context
def command(ctx: click.Context, source: str, marks: tuple[str, ...], sources: Path) -> None:
    """Add or renew passage pointers of a source in data/passages/, from line positions.

    POSITION is a line ('16'), lines ('24-26') or sentences in them ('16#2', '24-26#2-3').
    Without marks, all pointers of the source are renewed from their recorded positions.
    """
    from rolegraph.evidence import cite_source

    for line in cite_source(settings_of(ctx).workspace, sources, source, marks):
        click.echo(line)
