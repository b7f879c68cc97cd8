"""How to cite and archive a release: RO-Crate, CITATION.cff and Zenodo's file."""

import json
from collections.abc import Mapping

from rolegraph import __version__, iris
from rolegraph.pages import Catalogue, Setting
from rolegraph.reading.citation import Citation

CRATE = "ro-crate-metadata.json"


def ro_crate(catalogue: Catalogue, sizes: Mapping[str, int]) -> bytes:
    """Return the RO-Crate 1.1 metadata of all files and answers; sizes are those that are known."""
    setting, cited = catalogue.setting, cited_in(catalogue.setting)
    listed = [(f.path, f.media_type, "") for f in catalogue.files if f.path != CRATE]
    for path in catalogue.taken.paths():
        page = catalogue.page(path)
        if page is not None and path.count("/") == 2:  # answers by condition are views of these
            listed.append((path, page.media_type, catalogue.title_of(path)))
    files = [
        {
            "@id": path,
            "@type": "File",
            "name": name or path.rpartition("/")[2],
            "encodingFormat": media.partition(";")[0],
            **({"contentSize": str(sizes[path])} if path in sizes else {}),
        }
        for path, media, name in sorted(listed)
    ]
    creators = [{"@id": f"#{_mark(name)}"} for name in cited.authors]
    root: dict[str, object] = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": iris.BASE,
        "name": cited.title,
        "description": cited.abstract,
        "keywords": list(cited.keywords),
        "inLanguage": ["ja", "en"],
        "license": {"@id": setting.rights},
        "version": setting.version,
        "datePublished": cited.date,
        "creator": creators,
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    head = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    rights = {"@id": setting.rights, "@type": "CreativeWork", "name": "CC BY 4.0"}
    makers = [
        {"@id": f"#{_mark(name)}", "@type": "Organization", "name": name} for name in cited.authors
    ]
    context = "https://w3id.org/ro/crate/1.1/context"
    return _json({"@context": context, "@graph": [head, root, rights, *makers, *files]})


def citation(setting: Setting) -> bytes:
    """Return the citation file of the data."""
    cited = cited_in(setting)
    lines = [
        "cff-version: 1.2.0",
        f"title: {json.dumps(cited.title, ensure_ascii=False)}",
        'message: "Please cite the version of the data that you used."',
        "type: dataset",
        f'version: "{setting.version}"',
        f'date-released: "{cited.date}"',
        "license: CC-BY-4.0",
        f'url: "{iris.BASE}"',
        "authors:",
        *(f"  - name: {json.dumps(name, ensure_ascii=False)}" for name in cited.authors),
        f"keywords: {json.dumps(cited.keywords, ensure_ascii=False)}",
        f"abstract: {json.dumps(cited.abstract, ensure_ascii=False)}",
    ]
    return ("\n".join(lines) + "\n").encode()


def zenodo(setting: Setting) -> bytes:
    """Return what Zenodo reads when a release is archived."""
    cited = cited_in(setting)
    content: dict[str, object] = {
        "title": cited.title,
        "description": cited.abstract,
        "upload_type": "dataset",
        "access_right": "open",
        "license": "cc-by-4.0",
        "version": setting.version,
        "language": "jpn",
        "keywords": cited.keywords,
        "creators": [{"name": name} for name in cited.authors],
        "publication_date": cited.date,
        "notes": f"Made with rolegraph {__version__}.",
    }
    return _json(content)


def cited_in(setting: Setting) -> Citation:
    """Return the citation of a release; every release has one."""
    assert setting.citation is not None
    return setting.citation


def _mark(name: str) -> str:
    return "-".join(name.lower().split())


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
