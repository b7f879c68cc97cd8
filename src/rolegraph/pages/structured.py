"""What a page says of its subject to search engines: schema.org as JSON-LD."""

import json
from collections.abc import Iterable

from rolegraph import iris
from rolegraph.pages.alternates import Alternate
from rolegraph.pages.blocks import Leaf, Ref
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


def dataset(
    sheet: Sheet, name: str, words: str, path: str = "", files: Iterable[Alternate] = ()
) -> str:
    """Return the schema.org description of the whole data set or of one answer, with its files."""
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
    content["url"] = content["@id"]
    content["distribution"] = [
        {"@type": "DataDownload", "contentUrl": sheet.to(f.path), "encodingFormat": f.type}
        for f in files
    ]
    if sheet.setting.version:
        content["version"] = sheet.setting.version
    cited = sheet.setting.citation
    if cited:
        content["datePublished"] = cited.date
        content["creator"] = [{"@type": "Organization", "name": n} for n in cited.authors]
    return as_script(content)


def view(sheet: Sheet, leaf: Leaf, files: Iterable[Ref]) -> str:
    """Return the schema.org description of a page that shows a part of the data."""
    content: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": leaf.title,
        "description": "".join(ref.text for ref in leaf.lead) or leaf.title,
        "license": sheet.setting.rights,
        "inLanguage": sheet.language,
        "isPartOf": iris.BASE,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": file.href, "encodingFormat": file.note}
            for file in files
        ],
    }
    return as_script(content)


def item_list(sheet: Sheet, things: Iterable[tuple[str, str]], start: int) -> str:
    """Return the schema.org description of a page of a list: IRIs with their labels."""
    items = [
        {"@type": "ListItem", "position": start + n, "item": {"@id": iri, "name": label}}
        for n, (iri, label) in enumerate(things, 1)
    ]
    listed = {"@type": "ItemList", "itemListElement": items, "inLanguage": sheet.language}
    return as_script({"@context": "https://schema.org", **listed})


def as_script(content: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")
