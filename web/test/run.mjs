// Bundles the tests (TypeScript) and runs them with Node's own test runner.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(join(tmpdir(), "ogm-web-test-"));
const names = (await readdir(here)).filter((n) => n.endsWith(".test.ts"));
await build({ entryPoints: names.map((n) => join(here, n)), outdir: out, outExtension: { ".js": ".mjs" }, bundle: true, format: "esm", platform: "node", logLevel: "warning" });
const done = spawnSync(process.execPath, ["--test", ...names.map((n) => join(out, n.replace(/\.ts$/, ".mjs")))], { stdio: "inherit" });
await rm(out, { recursive: true, force: true });
process.exit(done.status ?? 1);
