// Carries the worker as text: a page from a disk may start workers from its own text alone, and so all pages do.
import source from "./worker.js"; // bundled into a string by build.mjs

const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));

globalThis.rolegraphWorker = () => new Worker(address);
