"""The clients that researchers use, against a real server."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import owlready2
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from running import Server
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

EDITIONS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?edition ?label WHERE { ?edition a rg:PlanEdition ; rdfs:label ?label
  FILTER(LANG(?label) = "ja") } ORDER BY ?edition"""
GRAPH = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 20"
# other people's clients use what is deprecated and leave connections open
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TITLE = "みなと振興方針"
COMUNICA = Path(
    os.environ.get("ROLEGRAPH_COMUNICA")
    or Path(__file__).parents[2] / "node_modules/@comunica/query-sparql/bin/query.js"
)
FORM = "application/sparql-results+json"
# Jena's command line comes along with the reasoner in owlready2. Debian's own, 4.5, ends before it
# asks anything, whatever the class path ("internal error" in its copy of Xerces).
JENA = Path(owlready2.__file__).parent / "pellet"


def needs(program: str, package: str) -> pytest.MarkDecorator:
    reason = f"{program} is not installed (Debian package {package}; .ci/install-parts)"
    return pytest.mark.skipif(shutil.which(program) is None, reason=reason)


def run(*command: object, **more) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, check=False, timeout=120, **more
    )
    assert done.returncode == 0, done.stderr.decode()[-800:]
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize(("required", "expected"), [("1", 1), ("0", 0)])
def test_a_client_that_must_be_there_is_not_skipped(tmp_path: Path, required: str, expected: int):
    nothing = {**os.environ, "PATH": str(tmp_path), "ROLEGRAPH_PARTS_REQUIRED": required}
    command = [sys.executable, "-m", "pytest", "-q", __file__, "-k", "test_roqet"]
    done = subprocess.run(
        command, env=nothing, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == expected, done.stdout
    assert "rasqal-utils" in done.stdout or not expected


@needs("curl", "curl")
def test_curl(server: Server):
    asked = ("curl", "-sf", f"{server.base}/sparql", "--data-urlencode", f"query={EDITIONS}")
    assert TITLE in run(*asked)
    assert TITLE in run(*asked, "-G", "-H", "Accept: text/csv", "--compressed")


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("request_method", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_rows(server: Server, method: str, request_method: str):
    asked = SPARQLWrapper(f"{server.base}/sparql")
    asked.setQuery(EDITIONS)
    asked.setMethod(method)
    asked.setRequestMethod(request_method)
    for form in (JSON, XML, CSV):
        asked.setReturnFormat(form)
        found = asked.query().convert()
        text = found.toxml() if form == XML else found
        text = text.decode() if isinstance(text, bytes) else str(text)
        assert TITLE in text


def test_sparqlwrapper_graphs(server: Server):
    asked = SPARQLWrapper(f"{server.base}/sparql")
    asked.setQuery(GRAPH)
    for form in (TURTLE, RDFXML):
        asked.setReturnFormat(form)
        found = asked.query().convert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found)
        assert len(graph) == 20


def test_rdflib_store(server: Server):
    store = SPARQLStore(f"{server.base}/sparql", returnFormat="json")
    graph = rdflib.Graph(store=store)
    assert TITLE in {str(row.label) for row in graph.query(EDITIONS)}
    kind = rdflib.URIRef("https://w3id.org/rolegraph/ns#PlanEdition")
    assert len(list(graph.subjects(rdflib.RDF.type, kind))) == 2


@needs("roqet", "rasqal-utils")
def test_roqet(server: Server, tmp_path: Path):
    query = tmp_path / "query.rq"
    query.write_text(EDITIONS, "utf-8")
    assert "99002-policy" in run("roqet", "-q", "-p", f"{server.base}/sparql", "-r", "csv", query)


@needs("node", "nodejs")
@pytest.mark.skipif(
    not COMUNICA.exists(), reason="Comunica is not installed (npm; .ci/install-parts)"
)
def test_comunica(server: Server):
    found = run("node", COMUNICA, f"sparql@{server.base}/sparql", EDITIONS, "-t", FORM)
    assert TITLE in found
    joined = run("node", COMUNICA, f"{server.base}/sparql", EDITIONS, "-t", FORM)
    assert len(json.loads(joined)["results"]["bindings"]) == 2


@needs("java", "default-jre-headless")
@pytest.mark.parametrize("form", ["JSON", "XML", "CSV", "TSV"])
def test_jena(server: Server, tmp_path: Path, form: str):
    query = tmp_path / "query.rq"
    query.write_text(EDITIONS, "utf-8")
    command = ("java", "-Dfile.encoding=UTF-8", "-cp", f"{JENA}/*", "arq.rsparql", "--service")
    found = run(*command, f"{server.base}/sparql", f"--query={query}", f"--results={form}")
    assert "99002-policy" in found
    assert TITLE in found


def rsparql(server: Server, query: str) -> str:
    command = ("java", "-Dfile.encoding=UTF-8", "-cp", f"{JENA}/*", "arq.rsparql", "--service")
    return run(*command, f"{server.base}/sparql", query)


def java() -> int:
    """Return the number of the Java that is installed, 0 for none."""
    if shutil.which("java") is None:
        return 0
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    number = re.search(r'version "(\d+)', said)
    return int(number[1]) if number else 0


@needs("java", "default-jre-headless")
def test_jena_asks(server: Server):
    assert "Yes" in rsparql(server, "ASK { ?s a <https://w3id.org/rolegraph/ns#PlanEdition> }")
    assert "No" in rsparql(server, "ASK { ?s a <urn:nothing> }")


@pytest.mark.skipif(
    java() < 25, reason="what reads graphs in this copy of Jena is compiled for Java 25"
)
@pytest.mark.parametrize(
    "query", [GRAPH, "DESCRIBE <https://w3id.org/rolegraph/id/edition/99002-policy>"]
)
def test_jena_graphs(server: Server, query: str):
    assert "PlanEdition" in rsparql(server, query)


@needs("chromium", "chromium")
def test_a_page_in_a_browser(server: Server, tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><p id="found">nothing</p><script>
        const query = {json.dumps(EDITIONS)};
        fetch("{server.base}/sparql", {{
          method: "POST", body: query,
          headers: {{"Content-Type": "application/sparql-query",
                     "Accept": "application/sparql-results+json"}},
        }}).then(r => r.json().then(found => {{
          document.getElementById("found").textContent =
            found.results.bindings.map(b => b.label.value).join() + " " + r.headers.get("ETag");
        }})).catch(error => {{ document.getElementById("found").textContent = error; }});
        </script>""",
        "utf-8",
    )
    found = run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=8000", "--dump-dom",
        page.as_uri(),
    )  # fmt: skip
    assert TITLE in found
    assert '"' in found.split(TITLE)[1], "the page cannot read the ETag"
