// The legend explains what is on the map and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayerEntry, Manifest } from "../src/contract.ts";
import { drawn, lines, strength, type Sight } from "../src/legend.ts";
import { short } from "../src/format.ts";
import cases from "../../tests/rules/short_names.json" with { type: "json" };

const layer = (key: string, more: Partial<LayerEntry> = {}): LayerEntry => ({
  key, title: key, group: "网格", on: true, count: null, note: null, kind: "area", url: "u", chunks: null, minzoom: null, maxzoom: null,
  legend: [{ shape: "fill", color: "#DDE8D2", title: key }], specs: [], points: null, ...more,
});
const fading = layer("zones", { specs: [{ id: "zones-0", type: "fill", source: "zones", paint: { "fill-opacity": ["interpolate", ["linear"], ["zoom"], 11, 0.88, 14.5, 0] } }] });
const manifest = {
  layers: [fading, layer("gaps"), layer("centers", { kind: "point" }), layer("overdue", { url: null }), layer("events", { minzoom: 12 })],
  statuses: [["waiting", "待接单"], ["doing", "办理中"], ["overdue", "超期"], ["done", "办结"]].map(([key, title]) => ({ key, title, color: "#123456" })),
  groups: [], classes: [],
} as unknown as Manifest;
const sight = (more: Partial<Sight> = {}): Sight => ({ zoom: 11.5, seen: new Map(), blocks: 0, status: [0, 0, 0, 0], clusters: 0, classes: new Set(), ended: false, nine: 0, ...more });
const state = { on: new Set(["zones", "gaps", "centers", "overdue", "events"]), st: new Set([0, 1, 2]) };
const titles = (s: Sight, panel = false) => lines(manifest, state, s, panel).map((l) => (l.kind === "classes" ? "classes" : l.title));

test("legend: opacity at a zoom", () => {
  assert.equal(strength(undefined, 9), 1);
  assert.equal(strength(["interpolate", ["linear"], ["zoom"], 10, 0, 12, 1], 11), 0.5);
  assert.equal(strength(["interpolate", ["linear"], ["zoom"], 10, 0.2, 12, 1], 3), 0.2);
  assert.ok(drawn(fading, 12));
  assert.ok(!drawn(fading, 15));
  assert.ok(!drawn(layer("micro", { minzoom: 14 }), 13));
});

test("legend: rows only for what is in sight", () => {
  assert.deepEqual(titles(sight({ blocks: 3 })), ["zones", "gaps", "centers", "社区超期件数"]);
  assert.deepEqual(titles(sight({ zoom: 15, seen: new Map([["gaps", false], ["centers", true]]) })), ["centers"]);
  assert.deepEqual(titles(sight({ zoom: 15, seen: new Map([["gaps", false], ["centers", false]]), status: [1, 0, 2, 0], classes: new Set([5]) })), ["待接单", "超期", "classes"]);
  assert.deepEqual(titles(sight({ blocks: 1 }), true), ["社区超期件数"]);
});

test("names: short as in the pictures Python draws", () => {
  for (const [name, shown] of Object.entries(cases)) assert.equal(short(name), shown);
});

test("legend: fills told by a character share one row; a figure hides the tints below it and brings its classes", () => {
  const fill = (sign: string) => ({ shape: "fill" as const, color: "#DDE8D2", title: `${sign}片区`, sign });
  const zones = layer("zones", { title: "片区", legend: [fill("五"), fill("三")] });
  const m = { ...manifest, layers: [zones, layer("figure", { url: null })] } as unknown as Manifest;
  const on = (keys: string[]) => ({ on: new Set(keys), st: new Set<number>() });
  assert.deepEqual(lines(m, on(["zones"]), sight(), false), [{ kind: "signs", items: zones.legend, title: "片区" }]);
  const figure = [{ shape: "ramp" as const, color: "#E8F1F8", title: "没有（超期事件，件）" }, { shape: "fill" as const, color: "#FFFFFF", title: "没有数据", hatch: "dots" as const }];
  const both = lines(m, on(["zones", "figure"]), sight({ figure }), false);
  assert.deepEqual(both.map((l) => (l.kind === "item" ? [l.item.shape, l.title] : l.kind)), [["fill", "没有（超期事件，件）"], ["fill", "没有数据"]]);
});
