"""rolegraph publish: the site as files."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of
from rolegraph.errors import BadParameter

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("publish", epilog="Example: rolegraph publish public --base-url https://example.org")
@click.argument("output", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--base-url",
    default="",
    envvar="ROLEGRAPH_BASE_URL",
    show_envvar=True,
    help="Public address of the site; links stay relative, so that it may be left out.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the release before, for the notes of what changed.",
)
@click.option("--date", default="", metavar="YYYY-MM-DD", help="Date of the release.")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: one a core).")
@click.option("--single-file", is_flag=True, help="Write one HTML file named DIR instead.")
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    output: Path,
    base_url: str,
    previous: Path | None,
    date: str,
    jobs: int | None,
    single_file: bool,
    lang: "Language | None",
) -> None:
    """Write the whole site into DIR: pages, machine twins, dumps, descriptions, checksums.

    The folder is replaced as a whole or not at all, and can be opened from a disk. Nothing is
    written while the authoring files have errors.
    """
    from rolegraph.building import faultless
    from rolegraph.comparison import read_presets
    from rolegraph.graph import read_vocabulary
    from rolegraph.reading.citation import read_citation
    from rolegraph.site import Release, publish
    from rolegraph.site.publishing import publish_single

    if date and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
        raise BadParameter(f"'{date}' is no date", "write YYYY-MM-DD")
    if base_url and not re.fullmatch(r"https?://[^\s?#]+", base_url):
        raise BadParameter(f"'{base_url}' is no address", "write http:// or https:// before it")
    settings = settings_of(ctx, lang)
    built = faultless(settings.workspace)
    presets = read_presets(settings.workspace.queries)
    rules = read_vocabulary(settings.workspace.shapes)
    if single_file:
        told = publish_single(built, settings.queries, presets, output, rules)
    else:
        release = Release(base_url, previous, date, read_citation(settings.workspace))
        processes = jobs or os.cpu_count() or 1
        told = publish(
            built, settings.queries, presets, output, release, rules, processes, Progress()
        )
    click.echo(
        settings.words(
            f"{told.output}: {told.files} ファイル、版 {told.version}",
            f"{told.output}: {told.files} files, version {told.version}",
        )
    )


class Progress:
    """Tells on standard error how far it is: each percent where somebody watches, else each tenth.

    What is counted are the pages of one name: in both languages, with their twins and tables.
    """

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._told = 0

    def __call__(self, done: int, of: int) -> None:
        """Hear how many of all are done."""
        percent = 100 * done // of
        if percent - self._told < (1 if self._watched else 10):
            return
        self._told = percent
        line = f"{percent} % ({done} / {of})"
        if self._watched:
            click.echo(f"\r{line}", nl=percent == 100, err=True)
        else:
            click.echo(line, err=True)
