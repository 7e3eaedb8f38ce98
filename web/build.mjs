// Builds web/dist: the loader, the page's style sheet and the library folder, all named by their content.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const dist = join(here, "dist");
const stage = join(dist, ".stage");
const short = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

async function files(folder) {
  const found = await readdir(folder, { withFileTypes: true, recursive: true });
  return found.filter((f) => f.isFile()).map((f) => join(f.parentPath ?? f.path, f.name)).sort();
}

async function library() {
  const made = await build({
    metafile: true,
    entryPoints: { ogm: join(here, "src/main.ts") },
    outdir: stage,
    outExtension: { ".js": ".mjs" },
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  await cp(join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), join(stage, "maplibre-gl-worker.mjs"));
  const font = join(modules, "@fontsource-variable/noto-sans-sc");
  await cp(join(font, "index.css"), join(stage, "fonts.css"));
  await cp(join(font, "files"), join(stage, "files"), {
    recursive: true,
    filter: (name) => !name.endsWith(".woff"),
  });
  // The light map (folium) runs in a sandboxed frame and may only load these.
  await mkdir(join(stage, "light"), { recursive: true });
  for (const [from, to] of [
    ["leaflet/dist/leaflet.js", "leaflet.js"],
    ["leaflet/dist/leaflet.css", "leaflet.css"],
    ["leaflet/dist/images", "images"],
    ["leaflet-draw/dist/leaflet.draw.js", "leaflet.draw.js"],
    ["leaflet-draw/dist/leaflet.draw.css", "leaflet.draw.css"],
    ["leaflet-draw/dist/images", "images"],
    ["jquery/dist/jquery.min.js", "jquery.min.js"],
  ])
    await cp(join(modules, from), join(stage, "light", to), { recursive: true });
  const digest = createHash("sha256");
  for (const file of await files(stage)) digest.update(relative(stage, file).split(sep).join("/")).update(await readFile(file));
  const outputs = Object.entries(made.metafile.outputs);
  const main = outputs.find(([name]) => name.endsWith("/ogm.mjs"))[1];
  const chunks = main.imports.filter((i) => i.kind === "import-statement").map((i) => basename(i.path));
  return { hash: digest.digest("hex").slice(0, 12), chunks: ["ogm.mjs", ...chunks] };
}

async function sheet() {
  const made = await build({
    entryPoints: [join(here, "src/ogm.css")],
    bundle: true,
    minify: true,
    write: false,
    outdir: dist,
    loader: { ".png": "dataurl", ".svg": "dataurl" },
    logLevel: "warning",
  });
  const bytes = made.outputFiles[0].contents;
  const name = `ogm-${short(bytes)}.css`;
  await writeFile(join(dist, name), bytes);
  return name;
}

async function loader(lib, chunks) {
  // Served below <base>/_stcore/, the library below <base>/: only this file needs to know both.
  const text = `const base = new URL(import.meta.url).href.split("/_stcore/")[0] + "/";
const lib = base + ${JSON.stringify(lib + "/")};
for (const name of ${JSON.stringify(chunks)}) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = lib + name;
  document.head.append(link);
}
let asked = false;
export default async function (component) {
  // The manifest travels together with the code that reads it.
  const address = asked ? undefined : component.data?.manifest;
  const url = address && new URL(address.replace(/^\\//, ""), base).href;
  asked = true;
  const ahead = url?.startsWith(base) ? { url, answer: fetch(url, { credentials: "same-origin" }) } : undefined;
  const { default: mount } = await import(lib + "ogm.mjs");
  return mount(component, base, lib, ahead);
}
`;
  const name = `loader-${short(text)}.mjs`;
  await writeFile(join(dist, name), text, "utf-8");
  return name;
}

await rm(dist, { recursive: true, force: true });
await mkdir(stage, { recursive: true });
const { hash, chunks } = await library();
const lib = `lib/${hash}`;
await cp(stage, join(dist, lib), { recursive: true });
await rm(stage, { recursive: true, force: true });
const css = await sheet();
const names = { lib, loader: await loader(lib, chunks), css };
await writeFile(join(dist, "build.json"), JSON.stringify(names, null, 1) + "\n", "utf-8");

const size = async (name) => `${name} ${Math.round(gzipSync(await readFile(join(dist, lib, name))).length / 1024)} KB`;
const scripts = (await readdir(join(dist, lib))).filter((n) => n.endsWith(".mjs"));
console.log(`built ${lib}, gzip: ${(await Promise.all(scripts.map(size))).join(", ")}`);
