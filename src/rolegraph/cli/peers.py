"""rolegraph peers: which plans are most like one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import output_options, settings_of, show_exhibits

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("peers", epilog="Example: rolegraph peers 13120-plan --most 5")
@click.argument("edition")
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help="How many.")
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    edition: str,
    most: int,
    format_name: str | None,
    output: Path | None,
    plain: bool,
    lang: "Language | None",
) -> None:
    """Rank the plans most like EDITION by theme, activity and instrument, and say in what.

    Cosine compares how often each code occurs, Jaccard which codes occur at all.
    """
    from rolegraph.reports import format_for

    form = format_for(format_name, output, plain=plain)
    study = settings_of(ctx, lang).study()
    show_exhibits((study.peers(edition, most).exhibit,), form, output)
