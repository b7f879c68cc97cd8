"""rolegraph build: the graph as files and as a store."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("build", epilog="Example: rolegraph build --output build")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder to write; replaced as a whole.",
)
@language_option
@click.pass_context
def command(ctx: click.Context, output: Path, lang: "Language | None") -> None:
    """Write the graph as TriG and N-Quads beside a store that answers at once.

    Nothing is written while the authoring files have errors.
    """
    from rolegraph.building import build, write_build
    from rolegraph.cli.check import report

    settings = settings_of(ctx, lang)
    built = build(settings.workspace)
    if any(finding.severity == "error" for finding in built.corpus.findings):
        report(built.corpus.findings, settings)
    for path in write_build(built, output):
        click.echo(str(path))
