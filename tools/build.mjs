// Bundles the front end: static/src/ → static/dist/ (git-ignored). `--watch` rebuilds on every save.
import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "static/src");
const target = join(root, "static/dist");

// Every script and style directly in static/src/ is a page's own file, loaded by a tag of its own;
// what they share lies in folders below.
const entryPoints = readdirSync(source)
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => join(source, name));

const options = {
  absWorkingDir: root,
  entryPoints,
  outdir: target,
  bundle: true,
  format: "iife", // plain script tags, so that each file stands on its own under script-src 'self'
  minify: true,
  sourcemap: "linked",
  target: ["es2022", "chrome111", "firefox121", "safari16.4"], // what cascade layers and :has() ask for anyway
  assetNames: "assets/[name]-[hash]",
  loader: { ".png": "file", ".svg": "file", ".gif": "file", ".woff": "file", ".woff2": "file" },
  legalComments: "linked",
  logLevel: "warning",
};

function kilobytes(file) {
  return `${(statSync(file).size / 1024).toFixed(0)} kB`;
}

if (process.argv.includes("--watch")) {
  const context = await esbuild.context({ ...options, logLevel: "info" });
  await context.watch();
} else {
  rmSync(target, { recursive: true, force: true });
  await esbuild.build(options);
  const built = readdirSync(target).filter((name) => /\.(js|css)$/.test(name));
  console.log(built.map((name) => `${name} ${kilobytes(join(target, name))}`).join(", "));
}
