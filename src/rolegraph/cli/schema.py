"""rolegraph schema: completion for editors."""

import click


@click.command("schema", epilog="Example: rolegraph schema plan > plan.schema.json")
@click.argument("kind", type=click.Choice(["plan", "memo"]))
def command(kind: str) -> None:
    """Print the JSON Schema of an authoring file, for completion in editors."""
    from rolegraph.codebook import json_schema

    click.echo(json_schema(kind), nl=False)
