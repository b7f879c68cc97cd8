"""rolegraph schema: what to start a plan or memo from."""

from pathlib import Path

import click

from rolegraph.cli.common import settings_of, show, show_bytes
from rolegraph.errors import BadParameter


@click.command("schema", epilog="Example: rolegraph schema plan --format xlsx --output plan.xlsx")
@click.argument("kind", type=click.Choice(["plan", "memo"]))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "xlsx"]),
    default="json",
    show_default=True,
    help="JSON Schema for editors, or a workbook to fill in.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write.")
@click.pass_context
def command(ctx: click.Context, kind: str, form: str, output: Path | None) -> None:
    """Print the JSON Schema of an authoring file, or write a workbook to fill in.

    Both are made from the codebook; the workbook explains every column and offers the values of
    the lists.
    """
    if form == "json":
        from rolegraph.codebook import json_schema

        show(json_schema(kind), output)
        return
    if output is None:
        raise BadParameter("a workbook cannot be shown", "name a file: --output plan.xlsx")
    from rolegraph.workbooks import starting_workbook

    head = "edition" if kind == "plan" else kind
    show_bytes(starting_workbook(settings_of(ctx).workspace, head), output)
