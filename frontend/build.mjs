// Bundles the browser code into src/rolegraph/pages/assets/built (or the folder given). Nothing built is committed.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const outdir = path.resolve(process.argv[2] ?? path.join(here, "../src/rolegraph/pages/assets/built"));

await build({
  absWorkingDir: here,
  entryPoints: ["src/app.js", "src/editor.js", "src/engine.js", "src/single.js", "src/base.css"],
  outdir,
  bundle: true,
  minify: true,
  format: "iife", // classic scripts also load from a disk (file://), modules do not
  target: ["es2021", "chrome100", "firefox102", "safari15.4"],
  loader: { ".wasm": "binary" },
  legalComments: "inline",
  charset: "utf8",
});
