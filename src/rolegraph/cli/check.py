"""rolegraph check: the authoring files and the graph they make."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import Settings, language_option, settings_of

if TYPE_CHECKING:
    from rolegraph.findings import Finding, Language


@click.command("check", epilog="Example: rolegraph check --lang en")
@language_option
@click.pass_context
def command(ctx: click.Context, lang: "Language | None") -> None:
    """Check the authoring files and the graph they make; every fault with its place.

    Exit code 1 when an error was found.
    """
    from rolegraph.checking import check

    settings = settings_of(ctx, lang)
    report(check(settings.workspace), settings)


def report(findings: "Iterable[Finding]", settings: Settings) -> None:
    """Print findings, count them, and end with exit code 1 when one is an error."""
    found = list(findings)
    for finding in found:
        click.echo(finding.line(settings.language))
    errors = sum(finding.severity == "error" for finding in found)
    others = len(found) - errors
    count = settings.words(
        f"誤り {errors} 件、注意 {others} 件", f"{errors} errors, {others} warnings"
    )
    click.echo(count, err=True)
    if errors:
        raise SystemExit(1)
