"""A SPARQL query in a worker: bounded, answered by the engine, honest about what was cut."""

from collections.abc import Callable, Mapping
from typing import Any

from rolegraph.store.formats import ROWS
from rolegraph.store.judging import bounded, check_calls
from rolegraph.store.lexical import form_of
from rolegraph.store.seam import Answering, Selection
from rolegraph.store.syntax import explain
from rolegraph.web.replies import Ahead, Reply

ROW_MARKS = dict(
    zip((each.media for each in ROWS), (b"},{", b"<result", b"\n", b"\n"), strict=True)
)
COMMENTS = {
    "application/sparql-results+xml": b"\n<!-- %s -->\n",
    "application/rdf+xml": b"\n<!-- %s -->\n",
    "text/turtle": b"\n# %s\n",
    "application/trig": b"\n# %s\n",
    "application/n-triples": b"# %s\n",
    "application/n-quads": b"# %s\n",
}

REFUSED = (
    "SERVICE at line {}, column {}: this service calls no other servers; "
    "use 'rolegraph sparql --federate' on your own machine"
)


def run_sparql(engine: Answering, task: Mapping[str, Any], reply: Reply) -> None:
    """Answer a query; every way in which it can be wrong becomes a fault with its reason."""
    try:
        call = check_calls(task["query"], task["base"])
        if call:
            reply.fault(400, REFUSED.format(call.line, call.column))
            return
        _answer(engine, task, reply)
    except SyntaxError as error:
        reply.fault(400, explain(task["query"], str(error)))
    except ValueError as error:
        reply.fault(400, f"the query cannot be run: {error}")


def _answer(engine: Answering, task: Mapping[str, Any], reply: Reply) -> None:
    query, media, base = task["query"], task["media"], task["base"]
    selection = Selection(
        None if task["default"] is None else tuple(task["default"]),
        None if task["named"] is None else tuple(task["named"]),
    )
    head = {"media": media}
    limited = task["rows"] and engine.slices and form_of(query) != "ASK"
    cut = bounded(query, task["rows"], base) if limited else None
    if cut is None:
        engine.answer(
            query, media, selection, lambda p: reply.stream(p, head, task["encoding"]), base
        )
        reply.end(head, task["encoding"])
        return
    ahead = Ahead(reply, task["encoding"], ROW_MARKS.get(media, b""))
    engine.answer(cut[0], media, selection, ahead.take, base)
    ahead.flush()
    full = media not in ROW_MARKS or ahead.count + 1 >= task["rows"]  # errs on the side of yes
    if full and engine.more(cut[1], selection, base):
        front, back = notices(media, task["rows"], task["notice"])
        ahead.end({**head, "cut": True}, front, back)
    else:
        ahead.end(head, bytes, b"")


def notices(media: str, rows: int, notice: str) -> tuple[Callable[[bytes], bytes], bytes]:
    """Return how a body says that it was cut, at its front and at its end, where it can."""

    def linked(front: bytes) -> bytes:
        link = b'{"head":{"link":["%s"],' % notice.encode("ascii", "ignore")
        return front.replace(b'{"head":{', link, 1)

    words = b"cut at %d rows by the limit of this service; there are more" % rows
    back = COMMENTS[media] % words if media in COMMENTS else b""
    return linked if media == "application/sparql-results+json" else bytes, back
