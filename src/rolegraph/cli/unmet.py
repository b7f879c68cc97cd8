"""rolegraph unmet: the memo against the plans."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import output_options, settings_of, show_exhibits

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("unmet", epilog="Example: rolegraph unmet --edition 13120-plan --output unmet.xlsx")
@click.option("--edition", default="", metavar="SLUG", help="Only this edition.")
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    edition: str,
    format_name: str | None,
    output: Path | None,
    plain: bool,
    lang: "Language | None",
) -> None:
    """List what of the study group's memo a plan does not state, and what to look at next."""
    from rolegraph.reports import format_for

    form = format_for(format_name, output, plain=plain)
    study = settings_of(ctx, lang).study()
    show_exhibits((study.unmet(edition).exhibit,), form, output)
