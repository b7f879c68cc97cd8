"""The help page of a rule, and the list of all rules."""

from rolegraph.findings import Language
from rolegraph.validation.rules import Rule, Rules

HEADS = {
    "ja": ("重さ", "直し方", "わけ", "よい例", "悪い例"),
    "en": ("severity", "remedy", "why", "good", "bad"),
}


def help_page(rule: Rule, language: Language) -> str:
    """Return what a rule asks for, why, and a good and a bad example."""
    severity, remedy, why, good, bad = HEADS[language]
    return (
        f"{rule.name}: {rule.label.in_language(language)}\n\n"
        f"{severity}: {rule.severity}\n"
        f"{remedy}: {rule.message.in_language(language)}\n"
        f"{why}: {rule.description.in_language(language)}\n\n"
        f"{bad}:\n    {rule.bad}\n{good}:\n    {rule.good}\n\n{rule.iri}\n"
    )


def listing(rules: Rules, language: Language) -> str:
    """Return all rules by family, one a line."""
    parts = []
    for family, members in rules.by_family.items():
        parts.append(f"{family}\n")
        parts += [f"  {r.name}  ({r.severity}) {r.label.in_language(language)}\n" for r in members]
    return "".join(parts)
