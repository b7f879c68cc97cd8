"""rolegraph explain: what a rule is for, with a good and a bad example."""

from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import language_option, settings_of
from rolegraph.errors import UnknownName

if TYPE_CHECKING:
    from rolegraph.findings import Language


@click.command("explain", epilog="Example: rolegraph explain wording-and-modality")
@click.argument("rule", required=False)
@language_option
@click.pass_context
def command(ctx: click.Context, rule: str | None, lang: "Language | None") -> None:
    """Explain a rule that `check` named; without RULE, list all rules."""
    from rolegraph.reading.messages import MESSAGES
    from rolegraph.validation.foreign import MESSAGES as RDF_MESSAGES
    from rolegraph.validation.helping import help_page, listing
    from rolegraph.validation.rules import read_rules

    settings = settings_of(ctx, lang)
    rules = read_rules(settings.workspace.shapes)
    if rule is None:
        click.echo(listing(rules, settings.language), nl=False)
        return
    faults = {**MESSAGES, **RDF_MESSAGES}
    if rule not in rules.rules and rule in faults:
        click.echo(f"{rule}\n\n{faults[rule].in_language(settings.language)}")
        return
    if rule not in rules.rules:
        raise UnknownName("rule", rule, [*rules.rules, *faults])
    click.echo(help_page(rules.named(rule), settings.language), nl=False)
