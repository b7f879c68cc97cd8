"""What a worker can be asked to do: each task takes its settings and gives one reply."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from rolegraph import reports
from rolegraph.comparison import Preset, evidence_of, long_table, matrix, run_preset
from rolegraph.comparison.exhibit import Exhibit, exhibit_answer, exhibit_comparison, rows_exhibit
from rolegraph.errors import CannotRead, RolegraphError, UnknownName, Unreachable
from rolegraph.pages import LANGUAGES, Catalogue, unlisted
from rolegraph.pages.page import HTML
from rolegraph.pages.questions import concepts_of
from rolegraph.queries import Query, ask
from rolegraph.store.seam import Answering, Selection
from rolegraph.tables import FORMATS as TEXTS
from rolegraph.tables import Table, render
from rolegraph.web.dropped import check_dropped, refusal
from rolegraph.web.log import log_failure
from rolegraph.web.replies import Reply
from rolegraph.web.sparql_task import run_sparql
from rolegraph.workspace import Workspace

AGAIN = 10  # seconds after which to ask for another server again
GRAPHS = """SELECT ?graph (COUNT(*) AS ?triples)
WHERE { GRAPH ?graph { ?s ?p ?o } }
GROUP BY ?graph ORDER BY ?graph"""


class Knows(NamedTuple):
    """What all processes of the server know: the questions, and whether another server is asked."""

    queries: Mapping[str, Query]
    presets: Mapping[str, Preset]
    remote: bool


class Knowledge(NamedTuple):
    """What every worker has from its birth: an engine, the questions, and which data these are.

    `digest` names the build in 64 characters.
    """

    engine: Answering
    queries: Mapping[str, Query]
    presets: Mapping[str, Preset]
    digest: str
    remote: bool = False
    catalogue: Catalogue | None = None
    workspace: Workspace | None = None


Task = Callable[[Knowledge, Mapping[str, Any], Reply], None]


def sparql(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Answer a SPARQL query."""
    run_sparql(knowledge.engine, task, reply)


def question(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Answer a named question."""
    query, language = knowledge.queries[task["name"]], task["language"]
    given = task["parameters"]
    if task["format"] in TEXTS:
        table = ask(knowledge.engine, query, language, **given)
        body = render(table, task["format"], query.headings(language)).encode()
        _rendered(body, task, reply)
        return
    exhibit = exhibit_answer(knowledge.engine, query, language, knowledge.engine.version, **given)
    _rendered(reports.render(exhibit, task["format"]), task, reply)


def comparison(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Put the plans side by side, or show what stands behind one cell."""
    preset, language = knowledge.presets[task["name"]], task["language"]
    row, column = task["parameters"].get("row"), task["parameters"].get("column")
    engine, queries = knowledge.engine, knowledge.queries
    if row and column:
        query, table = evidence_of(engine, queries, preset, row, column, language)
        _exhibit(rows_exhibit(query, table, language), table, task, reply)
        return
    found = run_preset(engine, queries, preset, language)
    shown = task["format"] in ("table", "markdown")  # for reading; the others are for programs
    table = matrix(found, language) if shown else long_table(found)
    if task["format"] in TEXTS:
        _rendered(render(table, task["format"]).encode(), task, reply)
        return
    made = exhibit_comparison(engine, preset, found, language, knowledge.engine.version)
    _exhibit(made, table, task, reply)


def _exhibit(exhibit: Exhibit, table: Table, task: Mapping[str, Any], reply: Reply) -> None:
    if task["format"] in TEXTS:
        _rendered(render(table, task["format"]).encode(), task, reply)
    else:
        _rendered(reports.render(exhibit, task["format"]), task, reply)


def statistics(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Count the triples of every named graph."""
    rows = knowledge.engine.select(GRAPHS).rows
    reply.whole(json.dumps([[str(graph), count] for graph, count in rows]).encode(), {})


def awake(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Find out whether the engine answers."""
    knowledge.engine.more("ASK {}", Selection())
    reply.whole(b"", {})


def page(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Make a page, a twin, a file for taking away or an asset."""
    catalogue, path, coding = knowledge.catalogue, task["path"], task.get("encoding", "")
    found = catalogue.page(path) if catalogue else None
    if catalogue and task.get("asked"):
        reply.whole(unlisted.queried(catalogue, path, task["asked"]), {"media": HTML}, coding)
    elif catalogue and not found and path.partition("/")[0] in LANGUAGES:
        head = {"media": HTML, "status": 404}
        reply.whole(unlisted.missing(catalogue, path), head, coding)
    elif catalogue and found:
        language, _, name = path.removesuffix(".html").partition("/")
        files = catalogue.alternates(language, name) if language in LANGUAGES else ()
        head = {"media": found.media_type, "files": [[f.path, f.type] for f in files]}
        reply.whole(found.render(), head, coding)
    else:
        reply.fault(404, f"there is no page at '{path}'")


def identifier(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Tell whether an identifier leads to the page or twin at a path, or that nothing has it."""
    catalogue, path = knowledge.catalogue, task["path"]
    if catalogue and catalogue.page(path):
        reply.whole(b"", {"status": 303})
    elif catalogue and path.endswith(".html"):
        body = unlisted.unknown(catalogue, task["name"], task["language"])
        reply.whole(body, {"media": HTML, "status": 404})
    else:
        reply.fault(404, f"nothing is named '{task['name']}'")


def check(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Check a file that was sent, and show the findings as a page; nothing is kept."""
    if knowledge.catalogue is None or knowledge.workspace is None:
        reply.fault(404, "this server checks no files")
        return
    if "refused" in task:
        findings = [refusal(task["refused"], task["limit"])]
    else:
        content = base64.b64decode(task["content"])
        schemes = concepts_of(knowledge.catalogue.atlas)
        findings = check_dropped(knowledge.workspace, task["name"], content, schemes)
    body = unlisted.checked(knowledge.catalogue, task["language"], task["name"], findings)
    reply.whole(body, {"media": HTML, "status": task.get("refused", 200)})


TASKS: Mapping[str, Task] = {
    "sparql": sparql,
    "question": question,
    "comparison": comparison,
    "statistics": statistics,
    "awake": awake,
    "page": page,
    "identifier": identifier,
    "check": check,
}


def perform(knowledge: Knowledge, task: Mapping[str, Any], reply: Reply) -> None:
    """Carry out one task; what is wrong with it becomes a fault of the reply."""
    try:
        TASKS[task["do"]](knowledge, task, reply)
    except UnknownName as error:
        reply.fault(400 if error.name in task.get("parameters", ()) else 404, str(error))
    except Unreachable as error:
        reply.fault(503, str(error), retry_after=AGAIN)
    except CannotRead as error:
        reply.fault(502 if knowledge.remote else 500, str(error))
    except (RolegraphError, ValueError) as error:  # the engine calls a malformed IRI a ValueError
        reply.fault(400, str(error))
    except Exception:  # a worker goes on with the next task
        log_failure(task["do"])
        reply.fault(500, "something is wrong on our side; it has been noted")


def _rendered(body: bytes, task: Mapping[str, Any], reply: Reply) -> None:
    reply.whole(body, {}, task.get("encoding", ""))
