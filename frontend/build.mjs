// Bundles the browser code into src/rolegraph/pages/assets/built (or the folder given). Nothing built is committed.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const outdir = path.resolve(process.argv[2] ?? path.join(here, "../src/rolegraph/pages/assets/built"));

const gzippedWasm = {
  name: "gzipped-wasm",
  setup(own) {
    own.onLoad({ filter: /\.wasm$/ }, async ({ path: file }) => ({
      contents: gzipSync(await readFile(file), { level: 9 }),
      loader: "binary",
    }));
  },
};

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "iife", // classic scripts also load from a disk (file://), modules do not
  target: ["es2021", "chrome100", "firefox102", "safari15.4"],
  legalComments: "inline",
  charset: "utf8",
};

const workerAsText = {
  name: "worker-as-text",
  setup(own) {
    own.onLoad({ filter: /worker\.js$/ }, async ({ path: file }) => {
      const made = await build({ ...shared, entryPoints: [file], plugins: [gzippedWasm], write: false });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

await build({
  ...shared,
  entryPoints: ["src/app.js", "src/editor.js", "src/engine.js", "src/single.js", "src/base.css"],
  outdir,
  plugins: [workerAsText],
});
