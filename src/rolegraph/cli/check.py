"""rolegraph check: the authoring files and the graph they make, or RDF that others wrote."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rolegraph.cli.common import Settings, language_option, settings_of, show
from rolegraph.errors import UnknownName

if TYPE_CHECKING:
    from rolegraph.findings import Finding, Language
    from rolegraph.validation.passes import How

FORMATS = ("text", "json", "sarif", "github", "markdown", "html", "csv", "turtle")
SEVERITIES = ("error", "warning", "info")


class Named(click.ParamType[str]):
    """A choice that says which name may have been meant."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name when it is known. Raises UnknownName."""
        if value not in self.known:
            raise UnknownName(self.name, str(value), self.known)
        return str(value)


SEVERITY = Named("severity", SEVERITIES)


@click.command(
    "check", epilog="Example: rolegraph check data/plans/11208-vision-2018.yaml --lang en"
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="Check this rule alone.")
@click.option(
    "--severity",
    type=SEVERITY,
    help="Tell of this severity and above (default: warning; info with --rule).",
)
@click.option("--fail-on", type=Named("severity", (*SEVERITIES, "never")), default="error",
              show_default=True, help="Exit with 1 from this severity on, or never.")  # fmt: skip
@click.option("--format", "form", type=Named("format", FORMATS), default="text", metavar="FORMAT",
              help=f"One of {', '.join(FORMATS)}.")  # fmt: skip
@click.option("--group", type=Named("group", ("file", "rule")), help="Group by file or by rule.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write.")
@click.option("--cache", type=click.Path(path_type=Path), envvar="ROLEGRAPH_CHECK_CACHE",
              help="Folder for results of earlier checks (default: your own).")  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Check everything again.")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: one a core).")
@click.option("--deadline", type=click.FloatRange(0, min_open=True), default=300.0,
              show_default=True, help="Seconds that one edition may take.")  # fmt: skip
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    rules: tuple[str, ...],
    severity: str | None,
    fail_on: str,
    form: str,
    group: str | None,
    output: Path | None,
    lang: "Language | None",
    **how: Any,
) -> None:
    """Check authoring files and the graph they make; every fault with its place and remedy.

    Without PATH the whole workspace is checked. A PATH may be a workspace, a plan or memo in YAML,
    an RDF file (.ttl .trig .nt .nq .jsonld .rdf), a folder of these, or - for standard input.
    """
    from rolegraph.check_reports import helps_of, render, summary
    from rolegraph.validation.rules import read_rules

    settings = settings_of(ctx, lang)
    found = _found(settings, paths, rules, _how(**how))
    least = severity or ("info" if rules else "warning")
    told = [f for f in found if _at_least(f, least)]
    helps = helps_of(read_rules(settings.workspace.shapes))
    show(render(told, form, settings.language, helps, group or ""), output)
    click.echo(summary(found, settings.language), err=True)
    if fail_on != "never" and any(_at_least(f, fail_on) for f in found):
        raise SystemExit(1)


def _found(
    settings: Settings, paths: tuple[Path, ...], rules: tuple[str, ...], how: "How"
) -> "list[Finding]":
    from rolegraph.checking import check, check_paths
    from rolegraph.workspace import find_workspace

    if not paths:
        return check(settings.workspace, rules, how)
    if len(paths) == 1 and (paths[0] / "data").is_dir():
        return check(find_workspace(paths[0]), rules, how)
    stdin = sys.stdin.buffer.read() if Path("-") in paths else b""
    return check_paths(settings.workspace, paths, stdin, rules, how)


def _how(cache: Path | None, no_cache: bool, jobs: int | None, deadline: float) -> "How":
    from rolegraph.validation.cache import default_folder
    from rolegraph.validation.passes import How

    folder = None if no_cache else cache or default_folder()
    return How(folder, jobs or 0, deadline, _progress)


def default_how() -> "How":
    """Return how commands check that take no options about it."""
    return _how(None, False, None, 300.0)


def _progress(done: int, units: int) -> None:
    """Tell on standard error how far a long check is; nothing where nobody watches."""
    if sys.stderr.isatty() and units > 20:
        click.echo(f"\r{done}/{units}" + ("\n" if done == units else ""), nl=False, err=True)


def _at_least(finding: "Finding", severity: str) -> bool:
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(severity)


def report(findings: "Iterable[Finding]", settings: Settings) -> None:
    """Print findings, count them, and end with exit code 1 when one is an error."""
    from rolegraph.check_reports import summary

    found = list(findings)
    for finding in found:
        click.echo(finding.line(settings.language))
    click.echo(summary(found, settings.language), err=True)
    if any(finding.severity == "error" for finding in found):
        raise SystemExit(1)
