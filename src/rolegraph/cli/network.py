"""rolegraph network: who is tied to what, and to whom."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of, show_bytes
from rolegraph.errors import BadParameter

if TYPE_CHECKING:
    from rolegraph.findings import Language

GRAPHS = {".graphml": "graphml", ".gexf": "gexf", ".json": "json", ".dot": "dot"}
PICTURES = (".svg", ".png")


@click.command(
    "network", epilog="Example: rolegraph network --edition 11208-vision-revised -o ties.graphml"
)
@click.option(
    "--kind",
    type=click.Choice(["actors", "elements"]),
    default="actors",
    show_default=True,
    help="Actors tied by duties, or actors tied to elements and bodies by roles.",
)
@click.option("--edition", default="", metavar="SLUG", help="Only this edition.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File: .graphml .gexf .json .dot (the graph), .svg .png (a picture), or a table format.",
)
@language_option
@click.pass_context
def command(
    ctx: click.Context, kind: str, edition: str, output: Path | None, lang: "Language | None"
) -> None:
    """Show degree, betweenness, bridging and communities, or write the network itself."""
    from rolegraph.network import FORMATS, network
    from rolegraph.reports import format_for, render

    settings = settings_of(ctx, lang)
    study = settings.study()
    suffix = output.suffix.lower() if output else ""
    if output and suffix in GRAPHS:
        found = network(study.store, kind, settings.language, edition)
        show_bytes(FORMATS[GRAPHS[suffix]][1](found), output)
    elif output and suffix in PICTURES:
        picture = study.draw(f"network-{kind}", edition)
        show_bytes(picture.png if suffix == ".png" else picture.svg.encode(), output)
    else:
        form = format_for(None, output)
        if form.binary and output is None:
            raise BadParameter(f"{form.name} cannot be shown", "name a file with --output")
        show_bytes(render(study.centrality(kind, edition).exhibit, form.name), output)
