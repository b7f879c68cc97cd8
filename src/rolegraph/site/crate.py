"""How to cite and archive a release: RO-Crate, CITATION.cff and Zenodo's file."""

import json
from collections.abc import Mapping

from rolegraph import __version__, iris
from rolegraph.pages import Setting

TITLE = "rolegraph: actors, roles and measures in municipal industrial-promotion plans"
WORDS = (
    "A knowledge graph that says who is asked to do what, by which measures, in which city's "
    "industrial-promotion plan, and in which passage it is written. "
    "No text of the plans is included."
)
KEYWORDS = [
    "linked open data",
    "SPARQL",
    "SHACL",
    "policy studies",
    "industrial promotion",
    "Japan",
]
MEDIA = {"trig": "application/trig", "gz": "application/gzip", "jsonld": "application/ld+json"}


def ro_crate(setting: Setting, sizes: Mapping[str, int], date: str) -> bytes:
    """Return the RO-Crate 1.1 metadata of the release."""
    files = [
        {
            "@id": path,
            "@type": "File",
            "name": path.rpartition("/")[2],
            "contentSize": str(size),
            "encodingFormat": MEDIA.get(path.rpartition(".")[2], "application/octet-stream"),
        }
        for path, size in sorted(sizes.items())
        if path.startswith("dumps/")
    ]
    root: dict[str, object] = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": iris.BASE,
        "name": TITLE,
        "description": WORDS,
        "keywords": KEYWORDS,
        "inLanguage": ["ja", "en"],
        "license": {"@id": setting.rights},
        "version": setting.version,
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    if date:
        root["datePublished"] = date
    head = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    rights = {"@id": setting.rights, "@type": "CreativeWork", "name": "CC BY 4.0"}
    context = "https://w3id.org/ro/crate/1.1/context"
    return _json({"@context": context, "@graph": [head, root, rights, *files]})


def citation(setting: Setting, date: str) -> bytes:
    """Return the citation file of the data."""
    lines = [
        "cff-version: 1.2.0",
        f'title: "{TITLE}"',
        'message: "Please cite the version of the data that you used."',
        "type: dataset",
        f'version: "{setting.version}"',
        *([f'date-released: "{date}"'] if date else []),
        "license: CC-BY-4.0",
        f'url: "{iris.BASE}"',
        "authors:",
        '  - name: "The rolegraph project"',
        f"keywords: {json.dumps(KEYWORDS)}",
        f"abstract: {json.dumps(WORDS)}",
    ]
    return ("\n".join(lines) + "\n").encode()


def zenodo(setting: Setting, date: str) -> bytes:
    """Return what Zenodo reads when a release is archived."""
    content: dict[str, object] = {
        "title": TITLE,
        "description": WORDS,
        "upload_type": "dataset",
        "access_right": "open",
        "license": "cc-by-4.0",
        "version": setting.version,
        "language": "jpn",
        "keywords": KEYWORDS,
        "creators": [{"name": "The rolegraph project"}],
        "notes": f"Made with rolegraph {__version__}.",
    }
    if date:
        content["publication_date"] = date
    return _json(content)


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
