// Turns the manifest into one MapLibre style: sources, the registry's specs, and our own layers in their places.
import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { absolute } from "../api.ts";
import type { LayerEntry, Manifest } from "../contract.ts";
import type { State } from "../store.ts";

export const EMPTY = { type: "FeatureCollection" as const, features: [] };
/** Weight is sniffed from the first family by the map's glyph drawer; the name itself need not exist. */
export const REGULAR = ["Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC Variable", "Microsoft YaHei"];
export const BOLD = ["OGM Bold", ...REGULAR];
export const LEVEL_KEYS = ["zones", "l2", "l3", "micro"] as const;
/** Drawn by our own code from points or places, whatever the registry says. */
export const OWN = new Set(["events", "overdue", "nine", "labels", "hexes"]);
/** Above the veil and the outline of the selection, so they stay readable. */
const TOP = new Set(["events", "overdue", "nine", "labels"]);
const LATE = new Set(["l3", "micro", "dedicated"]);
/** What the first sight needs; the one worker opens everything else once these are drawn. */
const FIRST = new Set(["zones", "l2", "outline"]);
/** Own sources that are often empty: their layers are only shown while there is something in them, or every tile would be laid out for nothing. */
export const FILLED = ["veil", "sel", "hov", "events", "overdue", "nine"] as const;

export interface Built { style: StyleSpecification; ids: Map<string, string[]>; ranges: Map<string, [number, number]>; late: Set<string>; waiting: Map<string, string>; filled: Map<string, string[]> }

export function build(manifest: Manifest, state: State, own: (entry: LayerEntry) => LayerSpecification[], selection: LayerSpecification[], top: LayerSpecification[], slow = false): Built {
  const ids = new Map<string, string[]>();
  const ranges = new Map<string, [number, number]>();
  const late = new Set<string>();
  const waiting = new Map<string, string>();
  const anyFirst = manifest.layers.some((l) => FIRST.has(l.key) && l.url && visible(l.key, state));
  const texts: LayerSpecification[] = [];
  const layers: LayerSpecification[] = [{ id: "ground", type: "background", paint: { "background-color": manifest.tokens["ground"] ?? "#F4F6F8" } }];
  const sources: StyleSpecification["sources"] = {};
  for (const entry of manifest.layers) {
    if (TOP.has(entry.key)) continue;
    const wait = LATE.has(entry.key) || (entry.minzoom ?? 0) > 12;
    const whole = entry.chunks?.find((c) => !c.minzoom);
    const eager = entry.url ?? whole?.url;
    if (entry.url && wait) late.add(entry.key);
    const now = eager && !(entry.url && wait) ? absolute(eager) : null;
    const later = now !== null && anyFirst && !FIRST.has(entry.key);
    if (later) waiting.set(entry.key, now);
    sources[entry.key] = source(entry, now !== null && !later ? now : EMPTY);
    // Pieces of the base map gather in a second source; each spec is drawn for both.
    const pieces = entry.chunks?.some((c) => c !== whole) ?? false;
    if (pieces) sources[`${entry.key}+`] = { type: "geojson", data: EMPTY, ...TILED };
    const near = Math.min(...(entry.chunks ?? []).filter((c) => c !== whole).map((c) => c.minzoom ?? 0));
    const specs = entry.key === "hexes" ? own(entry) : entry.specs.filter((s) => !(entry.key === "centers" && hasText(s))).flatMap((s) => {
      const made = slow ? plain(clean(s, entry)) : clean(s, entry);
      return pieces ? [{ ...made, id: `${made.id}+`, source: `${entry.key}+`, minzoom: Math.max(near, made.minzoom ?? 0) } as LayerSpecification, made] : [made];
    });
    ids.set(entry.key, specs.map((s) => s.id));
    for (const spec of specs) {
      ranges.set(spec.id, [spec.minzoom ?? 0, spec.maxzoom ?? 24]);
      // Street names stand above every border, below the veil.
      (entry.group === "底图" && hasText(spec) ? texts : layers).push(shown(spec, visible(entry.key, state) && !later));
    }
  }
  for (const id of [...FILLED, "labels"]) sources[id] = { type: "geojson", data: EMPTY, ...TILED, ...(id === "labels" ? { promoteId: "code" } : {}) };
  const filled = new Map<string, string[]>(FILLED.map((key) => [key, []]));
  for (const spec of [...selection, ...top]) if ("source" in spec) filled.get(spec.source as string)?.push(spec.id);
  layers.push(...texts, ...[...selection, ...top].map((s) => ("source" in s && filled.has(s.source as string) ? shown(s, false) : s)));
  // One worker takes the sources in this order: what the first sight needs goes first.
  const first = [...FIRST, "overdue", "labels"].filter((k) => k in sources);
  const ordered = Object.fromEntries([...first, ...Object.keys(sources).filter((k) => !first.includes(k))].map((k) => [k, sources[k]]));
  return { style: { version: 8, sources: ordered, layers }, ids, ranges, late, waiting, filled };
}

export function source(entry: LayerEntry, data: GeoJSONSourceSpecification["data"]): GeoJSONSourceSpecification {
  return { type: "geojson", data, ...TILED, ...(entry.kind === "point" ? {} : { promoteId: entry.key === "hexes" ? "hex" : (entry.promote ?? "code") }) };
}

/** Few tiles: a quarter of a metre at zoom 14 is exact enough for every closer look, and each tile costs a mask and a pass. */
export const TILED = { maxzoom: 14, buffer: 32, tolerance: 0.5 };

/** Software drawing: fills without the second pass that smooths their edge, which borders cover anyway. */
export function plain(spec: LayerSpecification): LayerSpecification {
  if (spec.type !== "fill" || spec.paint?.["fill-outline-color"] !== undefined) return spec;
  return { ...spec, paint: { ...spec.paint, "fill-antialias": false } };
}

/** Names come from places.json with their own collision rules, so a registry text of a centre would stand twice. */
function hasText(spec: LayerSpecification): boolean {
  return spec.type === "symbol" && spec.layout?.["text-field"] !== undefined;
}

export function clean(spec: LayerSpecification, entry: LayerEntry): LayerSpecification {
  if (spec.type === "background") return spec;
  const made = { ...spec, source: entry.key } as LayerSpecification & { layout?: Record<string, unknown>; minzoom?: number; maxzoom?: number };
  if (made.minzoom === undefined && entry.minzoom !== null && entry.minzoom !== undefined) made.minzoom = entry.minzoom;
  if (made.maxzoom === undefined && entry.maxzoom !== null && entry.maxzoom !== undefined) made.maxzoom = entry.maxzoom;
  if (spec.type === "symbol" && spec.layout?.["text-field"]) {
    const bold = /bold/i.test(JSON.stringify(spec.layout["text-font"] ?? ""));
    made.layout = { ...spec.layout, "text-font": bold ? BOLD : REGULAR };
  }
  return made;
}

export function shown(spec: LayerSpecification, on: boolean): LayerSpecification {
  return { ...spec, layout: { ...(spec.layout ?? {}), visibility: on ? "visible" : "none" } } as LayerSpecification;
}

export function visible(key: string, state: Pick<State, "on" | "level">): boolean {
  if (!state.on.has(key)) return false;
  const rank = (LEVEL_KEYS as readonly string[]).indexOf(key);
  return rank < 0 || state.level === "auto" || rank <= (LEVEL_KEYS as readonly string[]).indexOf(state.level);
}

/** Which level a click means at this zoom when nobody pinned one. */
export function autoLevel(zoom: number): "zones" | "l2" | "l3" | "micro" {
  return zoom < 12 ? "zones" : zoom < 13.5 ? "l2" : zoom < 15 ? "l3" : "micro";
}
