// One way to ask, whoever answers: the server's endpoint, or an engine in a worker of this browser. Either can be stopped.
let worker;
const waiting = [];

/** The engine of this browser; `prepare` loads its code and gives the data. */
export function engine(prepare) {
  let prepared;
  return (query) => new Promise((done, failed) => {
    const own = { done, failed };
    waiting.push(own);
    prepared ??= prepare();
    prepared.then((data) => {
      if (!waiting.includes(own)) return; // stopped before the engine was there
      worker ??= started(data);
      worker.postMessage(query);
    }, (error) => stop(error.message));
  });
}

function started(data) {
  const own = globalThis.rolegraphWorker();
  own.onmessage = ({ data: { error, ...answer } }) => {
    const { done, failed } = waiting.shift();
    if (error === undefined) done(answer);
    else failed(Object.assign(new Error(error), { status: 400 }));
  };
  own.onerror = (event) => stop(event.message);
  own.postMessage(data);
  return own;
}

let asked = new AbortController();

/** The server's endpoint; it knows the form of a query and answers in a form that suits it. */
export function server(endpoint) {
  return async (query) => {
    const headers = { Accept: "application/sparql-results+json, text/turtle", "Content-Type": "application/sparql-query" };
    const reply = await fetch(endpoint, { method: "POST", headers, body: query, signal: asked.signal });
    const text = await reply.text();
    if (!reply.ok) throw Object.assign(new Error(text), { status: reply.status });
    const cut = reply.headers.has("rolegraph-rows-cut");
    return reply.headers.get("Content-Type").startsWith("text/turtle") ? { text, cut } : { json: JSON.parse(text), cut };
  };
}

/** Ends what is being asked; the next question finds a new engine. An idle engine stays. */
export function stop(message) {
  const error = new Error(message);
  if (waiting.length) {
    worker?.terminate();
    worker = undefined;
  }
  for (const { failed } of waiting.splice(0)) failed(error);
  asked.abort(error);
  asked = new AbortController();
}
