"""CSV on the Web: what the columns of an answer mean, beside its CSV."""

import json
from collections.abc import Mapping

from rolegraph import iris
from rolegraph.comparison.exhibit import Exhibit
from rolegraph.pages.page import Setting

KINDS: Mapping[type, object] = {
    int: "integer",
    float: "decimal",
    bool: {"base": "boolean", "format": "True|False"},  # as our CSV writes them
}


def csvw(exhibit: Exhibit, url: str, setting: Setting) -> bytes:
    """Return the CSVW metadata of an answer; `url` is its CSV, beside it."""
    table = exhibit.table
    headings = exhibit.grid.headings if len(exhibit.grid.headings) == len(table.columns) else ()
    columns = []
    for index, name in enumerate(table.columns):
        types = {type(row[index]) for row in table.rows if row[index] is not None}
        kind = KINDS.get(types.pop(), "string") if len(types) == 1 else "string"
        title = headings[index] if headings else name
        column = {"name": name, "titles": [name], "datatype": kind, "dc:title": title}
        if name.endswith("_label"):
            column["lang"] = exhibit.language
        columns.append(column)
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": exhibit.language}],
        "url": url,
        "dc:title": exhibit.title,
        "dc:license": {"@id": setting.rights},
        "dc:isPartOf": {"@id": iris.BASE},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": {"columns": columns},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()
