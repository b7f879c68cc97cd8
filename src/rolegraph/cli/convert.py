"""rolegraph convert: a plan or memo from YAML into a workbook, and back."""

from pathlib import Path

import click

from rolegraph.cli.common import settings_of, show_bytes


@click.command(
    "convert",
    epilog="Example: rolegraph convert data/plans/13120-plan.yaml --output 13120-plan.xlsx",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .xlsx or .yaml.",
)
@click.pass_context
def command(ctx: click.Context, file: Path, output: Path) -> None:
    """Write a plan or memo in its other form: YAML as a workbook, a workbook as YAML.

    Nothing is lost either way but remarks: lines and cells that begin with #.
    """
    from rolegraph.workbooks import converted

    workspace = settings_of(ctx).workspace
    show_bytes(converted(workspace, file.resolve(), output.suffix.lower()), output)
