"""rolegraph report: the whole study report from its outline."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of, show_bytes
from rolegraph.errors import UnknownName

if TYPE_CHECKING:
    from rolegraph.findings import Language

SUFFIXES = {".html": "html", ".docx": "docx", ".md": "markdown", ".tex": "latex"}


@click.command("report", epilog="Example: rolegraph report --output report.docx --lang ja")
@click.option(
    "--outline",
    type=click.Path(path_type=Path),
    help="Markdown with query blocks (default: queries/reports/study-<lang>.md).",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="Word template (start from: rolegraph report --write-template my.docx).",
)
@click.option(
    "--write-template",
    type=click.Path(path_type=Path),
    help="Write the Word template to edit, and nothing else.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="File to write: .html, .docx, .md or .tex.",
)
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    outline: Path | None,
    template: Path | None,
    write_template: Path | None,
    output: Path,
    lang: "Language | None",
) -> None:
    """Build the comparative report of the corpus: words, tables, pictures, evidence, sources."""
    if write_template:
        from rolegraph.reports.word import template as blank

        show_bytes(blank(), write_template)
        return
    from rolegraph.reporting import outline_of, report, write_report

    form = SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise UnknownName("report format for files ending in", output.suffix, SUFFIXES)
    study = settings_of(ctx, lang).study()
    document = report(study, outline_of(study, outline))
    show_bytes(write_report(document, form, template), output)
