"""What a page says of its subject to search engines: schema.org as JSON-LD."""

import json
from collections.abc import Iterable

from rolegraph import iris
from rolegraph.pages.sheet import Sheet

KINDS = {
    "Municipality": "City",
    "Organization": "Organization",
    "PromotionBody": "Organization",
    "Facility": "Place",
    "PlanEdition": "CreativeWork",
    "Plan": "CreativeWork",
    "SourceDocument": "DigitalDocument",
    "SupportScheme": "GovernmentService",
    "Initiative": "Project",
    "LeadingProject": "Project",
    "PriorityProject": "Project",
}


def described(sheet: Sheet, iri: str, label: str, kinds: Iterable[str]) -> str:
    """Return the schema.org description of a thing."""
    own = {iris.RG + name: kind for name, kind in KINDS.items()}
    found = [own[kind] for kind in kinds if kind in own]
    kind = found[0] if found else "Thing"
    if f"{iris.SKOS}Concept" in kinds:
        kind = "DefinedTerm"
    if f"{iris.SKOS}ConceptScheme" in kinds:
        kind = "DefinedTermSet"
    content: dict[str, object] = {"@context": "https://schema.org", "@type": kind, "@id": iri}
    content["name"] = label
    if kind == "DefinedTerm":
        content |= {"termCode": iris.slug(iri), "inDefinedTermSet": iri.rsplit("/", 1)[0]}
    if kind.startswith("DefinedTerm"):  # a plan, a body or a document is not ours to license
        content["license"] = sheet.setting.rights
    page = {"@type": "WebPage", "inLanguage": sheet.language, "license": sheet.setting.rights}
    return as_script({**content, "subjectOf": page})


def dataset(sheet: Sheet, name: str, words: str, path: str = "") -> str:
    """Return the schema.org description of the whole data set or of one answer."""
    content: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": iris.BASE,
        "name": name,
        "description": words,
        "license": sheet.setting.rights,
        "inLanguage": ["ja", "en"],
        "isAccessibleForFree": True,
    }
    if path:
        content |= {"@id": iris.BASE + path, "isPartOf": iris.BASE}
    if sheet.setting.version:
        content["version"] = sheet.setting.version
    return as_script(content)


def as_script(content: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")
