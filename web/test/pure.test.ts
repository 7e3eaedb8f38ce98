// The parts without a browser: file format, clustering, index, address, numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cluster } from "../src/cluster.ts";
import type { Manifest, PlacesFile } from "../src/contract.ts";
import { Events } from "../src/events.ts";
import { change, count, people, scaleBar, stamp } from "../src/format.ts";
import { contains, spans, veil } from "../src/geometry.ts";
import { Places } from "../src/places.ts";
import { decode, mercatorX, mercatorY, PointsError } from "../src/points.ts";
import { autoLevel, build, visible } from "../src/map/style.ts";
import { OPEN } from "../src/store.ts";
import * as url from "../src/url.ts";

function file(rows: { dlon: number; dlat: number; place: number; status: number; day: number; cls?: number }[]): ArrayBuffer {
  const n = rows.length;
  const pad = (b: number) => (b + 3) & ~3;
  const buffer = new ArrayBuffer(32 + 8 * n + pad(2 * n) + 3 * pad(n));
  const v = new DataView(buffer);
  [0x4f, 0x47, 0x4d, 0x50].forEach((b, i) => v.setUint8(i, b));
  v.setUint16(4, 1, true);
  v.setUint32(8, n, true);
  v.setUint32(12, 4, true);
  v.setFloat64(16, 113.2, true);
  v.setFloat64(24, 34.8, true);
  rows.forEach((r, i) => {
    v.setFloat32(32 + 4 * i, r.dlon, true);
    v.setFloat32(32 + 4 * n + 4 * i, r.dlat, true);
    v.setUint16(32 + 8 * n + 2 * i, r.place, true);
    const at = 32 + 8 * n + pad(2 * n);
    v.setUint8(at + i, r.cls ?? 0);
    v.setUint8(at + pad(n) + i, r.status);
    v.setUint8(at + 2 * pad(n) + i, r.day);
  });
  return buffer;
}
const COLUMNS: [string, "u8" | "u16" | "f32"][] = [["place", "u16"], ["cls", "u8"], ["status", "u8"], ["day", "u8"]];

const tree: PlacesFile = {
  code: ["410106", "410106-Z1", "410106-Z2", "410106001", "410106001001", "410106001002", "410106001001001", "410106001001001001", "DQ410106001001"],
  level: ["district", "zone", "zone", "l1", "l2", "l2", "l3", "micro", "center"],
  name: ["上街区", "五云片区", "三湾街片区", "济源路街道", "三湾街社区", "石嘴村", "第一网格", "410106001001001001", "三湾街党群服务中心"],
  py: ["sjq", "wypq", "swjpq", "jylj", "swjsq", "szc", "dywg", "", "swjdqfwzx"],
  parent: [-1, 0, 0, 0, 3, 3, 4, 6, 4],
  zone: [-1, 1, 2, -1, 2, 1, 2, 2, 2],
  bbox: Array.from({ length: 9 }, () => [0, 0, 1, 1]),
  at: Array.from({ length: 9 }, () => [0.5, 0.5]),
  hh: Array(9).fill(10), ppl: Array(9).fill(20), r: Array(9).fill(100),
};

test("points: offsets, columns and faults", () => {
  const p = decode(file([{ dlon: 0.01, dlat: 0.02, place: 7, status: 2, day: 3 }, { dlon: 0, dlat: 0, place: 5, status: 3, day: 40 }, { dlon: 0, dlat: 0, place: 7, status: 0, day: 0 }]), COLUMNS);
  assert.equal(p.n, 3);
  assert.ok(Math.abs(p.lon[0] - 113.21) < 1e-7);
  assert.deepEqual([...p.column["place"]], [7, 5, 7]);
  assert.deepEqual([...p.column["day"]], [3, 40, 0]);
  assert.throws(() => decode(new ArrayBuffer(8), COLUMNS), PointsError);
  assert.throws(() => decode(new ArrayBuffer(64), COLUMNS), /OGMP/);
  assert.throws(() => decode(file([]), COLUMNS.slice(1)), /列/);
  assert.throws(() => decode(file([{ dlon: 0, dlat: 0, place: 1, status: 1, day: 1 }]).slice(0, 40), COLUMNS), /不完整/);
});

test("events: done is cut by the period, the open ones never", () => {
  const places = new Places(tree);
  const e = new Events(decode(file([{ dlon: 0, dlat: 0, place: 7, status: 2, day: 0 }, { dlon: 0, dlat: 0, place: 7, status: 3, day: 40 }, { dlon: 0, dlat: 0, place: 7, status: 3, day: 4 }, { dlon: 0, dlat: 0, place: 5, status: 0, day: 0, cls: 4 }, { dlon: 0, dlat: 0, place: 65535, status: 0, day: 0 }]), COLUMNS), places, "f");
  const s = { days: 30, cls: null, src: null };
  assert.deepEqual(e.tally(s, 0), { overdue: 1, waiting: 2, doing: 0, done: 1 });
  assert.deepEqual(e.tally({ ...s, days: 90 }, 2), { overdue: 1, waiting: 0, doing: 0, done: 2 });
  assert.deepEqual(e.tally(s, 1), { overdue: 0, waiting: 1, doing: 0, done: 0 });
  assert.deepEqual(e.tally({ ...s, cls: new Set([4]) }, 0), { overdue: 0, waiting: 1, doing: 0, done: 0 });
  assert.deepEqual([...e.overdueByL2(s)], [[4, 1]]);
  assert.deepEqual([...e.rows(s, OPEN, 4)], [0]);
});

test("clusters: every row once, none of a pair nearer than the radius is left alone", () => {
  const n = 500;
  const mx = new Float64Array(n), my = new Float64Array(n);
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < n; i++) { mx[i] = mercatorX(113.2 + random() * 0.05); my[i] = mercatorY(34.8 + random() * 0.05); }
  const rows = Array.from({ length: n }, (_, i) => i);
  const groups = cluster(mx, my, rows, 14, 34);
  assert.deepEqual(groups.flatMap((g) => g.rows).sort((a, b) => a - b), rows);
  const reach = 34 / (512 * 2 ** 14);
  const seeds = groups.map((g) => g.rows[0]);
  for (const a of seeds) for (const b of seeds) if (a < b) assert.ok(Math.hypot(mx[a] - mx[b], my[a] - my[b]) > reach);
  assert.deepEqual(cluster(mx, my, [], 14, 34), []);
});

test("places: chain, up, inside, search", () => {
  const p = new Places(tree, "410106");
  const row = (c: string) => p.row(c);
  assert.deepEqual(p.chain(row("410106001001001001")).map((r) => p.level(r)), ["district", "zone", "l2", "l3", "micro"]);
  assert.equal(p.up(row("410106")), -1);
  assert.ok(p.inside(row("410106001001001001"), row("410106-Z2")));
  assert.ok(!p.inside(row("410106001001001001"), row("410106-Z1")));
  assert.ok(p.inside(row("410106001002"), row("410106001")));
  assert.equal(p.search("swj")[0].rows.length > 0, true);
  assert.equal(p.title(p.search("swjs")[0].rows[0]), "三湾街社区");
  assert.equal(p.code(p.search("410106001001001001")[0].rows[0]), "410106001001001001");
  assert.deepEqual(p.search("  "), []);
  assert.deepEqual(p.search("没有的"), []);
  const town = new Places(tree, "410106001");
  assert.deepEqual(town.chain(town.row("410106001001")).map((r) => town.level(r)), ["l1", "l2"]);
  assert.equal(p.children(row("410106-Z2"), "l2").length, 1);
});

test("address: own keys are replaced, foreign ones kept, nonsense refused", () => {
  const q = url.write("?embed=true&place=a", { place: "410106-Z2", days: "90", layers: "zones,l2", view: url.viewText(113.3, 34.8, 12.5) });
  assert.equal(q, "?embed=true&place=410106-Z2&days=90&layers=zones,l2&v=113.3,34.8,12.5");
  assert.deepEqual(url.read(q).view, { lng: 113.3, lat: 34.8, z: 12.5 });
  assert.deepEqual(url.read(q).layers, ["zones", "l2"]);
  assert.equal(url.write(q, { place: null, days: null, layers: null, view: null }), "?embed=true");
  for (const bad of ["?v=1,2", "?v=a,b,c", "?v=999,1,1", "?days=-3", "?days=x"]) { assert.equal(url.read(bad).view, null); assert.equal(url.read(bad).days, null); }
});

test("format: separators, minus, arrows, scale", () => {
  assert.equal(count(12345), "12,345");
  assert.equal(count(-3), "−3");
  assert.equal(count(null), "—");
  assert.equal(people(197000), "19.7 万");
  assert.equal(change(5), "↑5");
  assert.equal(change(-2), "↓2");
  assert.equal(change(0), "—");
  assert.equal(stamp("2026-11-21T18:00"), "11-21 18:00");
  assert.deepEqual(scaleBar(18, 110), { width: 1000 / 18, text: "1 km" });
});

test("geometry: hit, spans, veil", () => {
  const square = { type: "Polygon" as const, coordinates: [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]] };
  assert.ok(contains(square, 2, 2));
  assert.ok(!contains(square, 5, 5));
  assert.ok(!contains(square, 11, 5));
  assert.deepEqual(spans([square.coordinates[0].map(([x, y]) => ({ x, y })), square.coordinates[1].map(([x, y]) => ({ x, y }))], 5), [[0, 4], [6, 10]]);
  const v = veil(square, [0, 0, 10, 10]).geometry;
  assert.equal(v.type === "MultiPolygon" && v.coordinates.length, 2);
});

test("style: order, visibility, pieces, own weight of type", () => {
  const layer = (key: string, more: object) => ({ key, title: key, group: "网格", on: true, count: null, note: null, kind: "area", url: `http://localhost/data/v1/${key}.json`, chunks: null, minzoom: null, maxzoom: null, legend: [], specs: [{ id: `${key}-0`, type: "line", source: key }], points: null, ...more });
  const manifest = { tokens: {}, layers: [layer("base_roads", { url: null, chunks: [{ bbox: [0, 0, 1, 1], url: "http://localhost/a", minzoom: 0 }, { bbox: [0, 0, 1, 1], url: "http://localhost/b", minzoom: 12.5 }] }), layer("micro", { specs: [{ id: "micro-t", type: "symbol", source: "micro", layout: { "text-field": "x", "text-font": ["Bold"] } }] }), layer("labels", { url: null, specs: [] })] } as unknown as Manifest;
  (globalThis as Record<string, unknown>)["location"] = { origin: "http://localhost", href: "http://localhost/" };
  const state = { place: "", days: 30, metric: "", on: new Set(["base_roads", "micro"]), level: "auto" as const, cls: null, src: null, st: OPEN, zoom: 11, hover: null };
  const made = build(manifest, state, () => [], [], []);
  assert.deepEqual(made.style.layers.map((l) => l.id), ["ground", "base_roads-0+", "base_roads-0", "micro-t"]);
  assert.ok(JSON.stringify(made.style.layers[3]).includes("OGM Bold"));
  assert.ok(made.late.has("micro"));
  assert.ok(visible("micro", state));
  assert.ok(!visible("micro", { ...state, level: "l2" }));
  assert.deepEqual([11, 12, 13.5, 15].map(autoLevel), ["zones", "l2", "l3", "micro"]);
});
