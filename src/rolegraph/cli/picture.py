"""rolegraph picture: a comparison or a question as a picture, with its words and its table."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of, show_bytes
from rolegraph.errors import BadParameter

if TYPE_CHECKING:
    from rolegraph.comparison.exhibit import Exhibit, Picture
    from rolegraph.findings import Language
    from rolegraph.study import Study

KINDS = ("modality-bars", "role-matrix", "coverage-matrix")
DRAWN = ("schedule", "hub-lineage", "network", "network-elements")


@click.command("picture", epilog="Example: rolegraph picture duties --output duties.svg")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), help="Kind of picture of a comparison.")
@click.option("--edition", default="", metavar="SLUG", help="Only this edition.")
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .svg, .png or .html; a .md with words and table is put beside it.",
)
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    name: str,
    kind: str | None,
    edition: str,
    output: Path,
    lang: "Language | None",
) -> None:
    """Draw a comparison by its NAME, or: schedule, hub-lineage, network, network-elements."""
    from rolegraph.reports import render

    suffix = output.suffix.lower()
    if suffix not in (".svg", ".png", ".html"):
        raise BadParameter(f"no picture ends in '{suffix}'", "name a .svg, .png or .html file")
    picture, exhibit = _drawn(settings_of(ctx, lang).study(), name, kind or "", edition)
    exhibit = exhibit._replace(pictures=(picture._replace(name=output.stem),))
    if suffix == ".html":
        show_bytes(render(exhibit, "html"), output)
        return
    show_bytes(picture.png if suffix == ".png" else picture.svg.encode(), output)
    beside = output.with_suffix(".md")
    words = render(exhibit, "markdown").decode()
    show_bytes(words.replace(f"({output.stem}.svg)", f"({output.name})").encode(), beside)


def _drawn(study: "Study", name: str, kind: str, edition: str) -> "tuple[Picture, Exhibit]":
    if name not in DRAWN:
        where = {"edition": edition} if edition else {}
        compared = study.compare(name, where=where)
        return compared.picture(kind), compared.exhibit
    if name.startswith("network"):
        table = study.centrality(name.partition("-")[2] or "actors", edition)
    else:
        from rolegraph.charts import QUESTIONS

        table = study.ask(QUESTIONS[name], **({"edition": edition} if edition else {}))
    return study.draw(name, edition), table.exhibit
