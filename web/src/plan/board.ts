// The map of the edit page: base map from the manifest, the plan's units, tints by load, selection and sketch.
import { Map as GlMap, type GeoJSONSource, type LayerSpecification, type StyleSpecification } from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";
import { absolute, json } from "../api.ts";
import type { Box, LayerEntry, Manifest } from "../contract.ts";
import { image } from "../glyphs.ts";
import { BOLD, clean, EMPTY, plain, REGULAR, TILED } from "../map/style.ts";
import type { Units } from "./units.ts";

export const TINTS = ["#A6CAE4", "#D3E5F2", "#F1F0EB", "#FDE3C0", "#F8C08C"];
export const STEPS = [-0.5, -0.2, 0.2, 0.5];
/** A mark on a unit is a shade of its own tint: one pass over the map instead of three, and no wait for another source. */
const CHOSEN = TINTS.map((c) => mixed(c, "#FFFFFF", 0.55));
const MOVED = TINTS.map((c) => mixed(c, "#14508C", 0.22));
/** Sources that are mostly empty: their layers show only while there is something in them. */
const MARKS = ["pl-sel", "pl-hot", "pl-locks", "pl-lasso", "pl-fault"] as const;
const ACCENT = "#14508C";
const HOUSES = "base_buildings";
const HOUSES_FROM = 15;
const PIN_NEAR = 14;
const HATCH = "hatch:#66727F:0.7:7";

/** `up`: pixels above the place, clear of what is written there. */
export interface Pin { id: string; at: [number, number]; n: number; up: number }
export interface Text { id: string; at: [number, number]; name?: string; t: string }

export class Board {
  readonly map: GlMap;
  readonly ready: Promise<void>;
  private readonly fetched = new Map<string, Set<number>>();
  private readonly base: LayerEntry[];
  private selected = new Set<string>();
  private readonly states = new Map<string, Record<string, unknown>>();
  private readonly written = new Map<string, string>();
  private readonly told = new Map<string, string>();
  private readonly marked = new Map<string, string[]>();
  private pinned: Pin[] = [];

  constructor(host: HTMLElement, manifest: Manifest, private readonly units: Units, box: Box, readonly slow: boolean) {
    this.base = manifest.layers.filter((l) => l.group === "底图");
    const ratio = slow ? 1 : Math.min(devicePixelRatio || 1, 2);
    this.map = new GlMap({
      container: host, style: this.style(manifest), attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false,
      renderWorldCopies: false, localIdeographFontFamily: "", minZoom: 9, maxZoom: 20, maxPitch: 0, pixelRatio: ratio, doubleClickZoom: false, boxZoom: false,
      canvasContextAttributes: { antialias: !slow, preserveDrawingBuffer: false }, bounds: box, fitBoundsOptions: { padding: 48 },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    const paint = (id: string) => {
      const pixels = this.map.hasImage(id) ? null : image(id, ratio);
      if (pixels) this.map.addImage(id, pixels, { pixelRatio: ratio });
    };
    this.map.setMissingStyleImageResolver?.(paint);
    this.map.on("styleimagemissing", (e) => paint(e.id));
    this.ready = new Promise((done) => this.map.once("style.load", () => done()));
    this.map.on("moveend", () => this.pieces());
    void this.ready.then(() => { this.draw(); this.pieces(); });
  }

  private style(m: Manifest): StyleSpecification {
    const sources: StyleSpecification["sources"] = {};
    const layers: LayerSpecification[] = [{ id: "ground", type: "background", paint: { "background-color": m.tokens["ground"] ?? "#F4F6F8" } }];
    const names: LayerSpecification[] = [];
    const houses: LayerSpecification[] = []; // above the tints: who draws a border looks where the houses stand
    for (const entry of this.base) {
      const whole = entry.url ?? entry.chunks?.find((c) => !c.minzoom)?.url;
      sources[entry.key] = { type: "geojson", data: whole ? absolute(whole) : EMPTY, ...TILED };
      if (entry.chunks) sources[`${entry.key}+`] = { type: "geojson", data: EMPTY, ...TILED };
      for (const spec of entry.specs) {
        const drawn = entry.key === HOUSES ? faint(clean(spec, entry)) : clean(spec, entry);
        const made = this.slow ? plain(drawn) : drawn;
        const list = made.type === "symbol" ? names : entry.key === HOUSES ? houses : layers;
        list.push(made);
        if (entry.chunks && "source" in made) list.push({ ...made, id: `${made.id}+`, source: `${entry.key}+` } as LayerSpecification);
      }
    }
    const exact = this.slow ? TILED : { maxzoom: 16, tolerance: 0.1 }; // a tile that comes is a frame: few of them where software draws
    for (const key of ["pl-micro", "pl-l3", "pl-l2"]) sources[key] = { type: "geojson", data: EMPTY, promoteId: "id", ...exact };
    for (const key of ["pl-counts", "pl-pins", ...MARKS]) sources[key] = { type: "geojson", data: EMPTY, ...TILED };
    sources["pl-names"] = { type: "geojson", data: EMPTY, promoteId: "id", ...TILED };
    const state = (name: string, none: number | boolean) => ["coalesce", ["feature-state", name], none] as unknown as number;
    const steps = (colors: string[]) => ["step", state("dev", 0), colors[0], ...STEPS.flatMap((s, i) => [s, colors[i + 1]])];
    const tint = ["case", state("to", false), steps(MOVED), state("sel", false), steps(CHOSEN), steps(TINTS)] as unknown as string;
    layers.push(
      { id: "pl-fill", type: "fill", source: "pl-micro", paint: { "fill-color": tint, "fill-antialias": false, "fill-opacity": ["case", state("away", false) as unknown as boolean, 0.25, 0.78] } },
      ...houses,
      { id: "pl-hatch", type: "fill", source: "pl-locks", paint: { "fill-pattern": HATCH, "fill-opacity": 0.8 } },
      { id: "pl-edge", type: "line", source: "pl-micro", minzoom: 13, paint: { "line-color": "#8794A1", "line-width": ["interpolate", ["linear"], ["zoom"], 13, 0.3, 16, 0.9] } },
      ...names,
      { id: "pl-l3-casing", type: "line", source: "pl-l3", minzoom: 12.5, paint: { "line-color": "#FFFFFF", "line-width": 4 } },
      { id: "pl-l3-line", type: "line", source: "pl-l3", minzoom: 12.5, paint: { "line-color": "#3D5A78", "line-width": 1.8 } },
      { id: "pl-l2-casing", type: "line", source: "pl-l2", paint: { "line-color": "#FFFFFF", "line-width": 5.5 } },
      { id: "pl-l2-line", type: "line", source: "pl-l2", paint: { "line-color": "#1F2933", "line-width": ["interpolate", ["linear"], ["zoom"], 12, 1, 15, 2.4] } },
      { id: "pl-hot", type: "line", source: "pl-hot", paint: { "line-color": ACCENT, "line-width": 4 } },
      { id: "pl-chosen", type: "line", source: "pl-sel", paint: { "line-color": ACCENT, "line-width": 3 } },
      { id: "pl-fault-line", type: "line", source: "pl-fault", paint: { "line-color": "#D51F0F", "line-width": 3, "line-dasharray": [2, 1.5] } },
      { id: "pl-lasso-fill", type: "fill", source: "pl-lasso", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ACCENT, "fill-opacity": 0.08 } },
      { id: "pl-lasso-casing", type: "line", source: "pl-lasso", paint: { "line-color": "#FFFFFF", "line-width": 4.5 } },
      { id: "pl-lasso-line", type: "line", source: "pl-lasso", paint: { "line-color": ACCENT, "line-width": 2, "line-dasharray": [3, 2] } },
      { id: "pl-count", type: "symbol", source: "pl-counts", minzoom: 14.6, layout: { "text-field": ["get", "t"], "text-font": REGULAR, "text-size": 12 }, paint: { "text-color": "#52606D", "text-halo-color": "#FFFFFF", "text-halo-width": 1.4 } },
      { id: "pl-name", type: "symbol", source: "pl-names", minzoom: 13.6, layout: { "text-field": ["format", ["get", "name"], { "text-font": ["literal", BOLD] as unknown as string }, "\n", {}, ["get", "t"], {}] as unknown as string, "text-font": REGULAR, "text-size": 14, "text-padding": 3 }, paint: { "text-color": "#1F2933", "text-halo-color": "#FFFFFF", "text-halo-width": 2 } },
      { id: "pl-pin", type: "symbol", source: "pl-pins", layout: { "icon-image": ["concat", "disc:#7A5200:11:2:", ["get", "n"], ":#FFFFFF"] as unknown as string, "icon-offset": ["array", "number", 2, ["get", "off"]] as unknown as [number, number], "icon-allow-overlap": true, "icon-ignore-placement": true } },
    );
    for (const layer of layers) {
      if (!("source" in layer) || !(MARKS as readonly string[]).includes(layer.source as string)) continue;
      this.marked.set(layer.source as string, [...(this.marked.get(layer.source as string) ?? []), layer.id]);
      layer.layout = { visibility: "none" };
    }
    return { version: 8, sources, layers };
  }

  /** Squares of the base map in sight, once each. */
  private pieces(): void {
    const zoom = this.map.getZoom();
    const b = this.map.getBounds();
    for (const entry of this.base) {
      if (!entry.chunks) continue;
      const seen = this.fetched.get(entry.key) ?? new Set<number>();
      this.fetched.set(entry.key, seen);
      entry.chunks.forEach((chunk, i) => {
        const [w, s, e, n] = chunk.bbox;
        if (!chunk.minzoom || zoom < Math.max(chunk.minzoom, entry.key === HOUSES ? HOUSES_FROM : 0) || seen.has(i) || w > b.getEast() || e < b.getWest() || s > b.getNorth() || n < b.getSouth()) return;
        seen.add(i);
        void json<FeatureCollection>(chunk.url).then((all) => this.source(`${entry.key}+`).updateData({ add: all.features.map((f, k) => ({ ...f, id: i * 1_000_000 + k })) }), () => { seen.delete(i); });
      });
    }
  }
  private source(key: string): GeoJSONSource { return this.map.getSource(key) as GeoJSONSource; }

  /** Put everything on the map anew. */
  draw(): void {
    this.states.clear();
    for (const level of ["micro", "l3", "l2"] as const) this.source(`pl-${level}`).setData({ type: "FeatureCollection", features: [...this.units.of(level)].map((u) => this.units.feature(u)) });
  }
  /** Put in the shapes one step changed; where only the belonging changed there are none. */
  patch(drawn: string[], gone: string[]): void {
    for (const level of ["micro", "l3", "l2"] as const) {
      const add = drawn.map((id) => this.units.get(id)).filter((u) => u?.level === level).map((u) => this.units.feature(u!));
      if (add.length || gone.length) this.source(`pl-${level}`).updateData({ remove: gone, add });
    }
    for (const id of gone) this.states.delete(id);
  }
  /** What a mark source shows; its layers are hidden while that is nothing. */
  private mark(key: (typeof MARKS)[number], features: Feature[]): void {
    const text = JSON.stringify(features);
    if ((this.written.get(key) ?? "[]") === text) return;
    this.written.set(key, text);
    this.source(key).setData({ type: "FeatureCollection", features });
    for (const id of this.marked.get(key) ?? []) this.map.setLayoutProperty(id, "visibility", features.length ? "visible" : "none");
  }
  private shapes(ids: Iterable<string>): Feature[] { return [...ids].flatMap((id) => { const u = this.units.get(id); return u ? [this.units.feature(u)] : []; }); }
  locked(ids: Iterable<string>): void { this.mark("pl-locks", this.shapes(ids)); }
  /** Only what differs reaches the map: a step touches one community, not two thousand grids. */
  state(id: string, told: Record<string, unknown>): void {
    const held = this.states.get(id) ?? {};
    if (Object.entries(told).every(([key, value]) => held[key] === value)) return;
    this.states.set(id, { ...held, ...told });
    this.map.setFeatureState({ source: "pl-micro", id }, told);
  }
  select(ids: Set<string>): void {
    for (const id of this.selected) if (!ids.has(id)) this.state(id, { sel: false });
    for (const id of ids) if (!this.selected.has(id)) this.state(id, { sel: true });
    this.selected = new Set(ids);
    this.mark("pl-sel", this.shapes(ids));
  }
  /** Names and loads of L3, counts of micro grids: only rows that read differently go to the map. */
  texts(names: Text[], counts: Text[]): void {
    const fresh = names.filter((row) => this.told.get(row.id) !== JSON.stringify(row));
    const now = new Set(names.map((row) => row.id));
    const gone = [...this.told.keys()].filter((id) => !now.has(id));
    for (const row of fresh) this.told.set(row.id, JSON.stringify(row));
    for (const id of gone) this.told.delete(id);
    if (fresh.length || gone.length) this.source("pl-names").updateData({ remove: gone, add: fresh.map(point) });
    const text = JSON.stringify(counts);
    if (this.written.get("pl-counts") === text) return;
    this.written.set("pl-counts", text);
    this.source("pl-counts").setData({ type: "FeatureCollection", features: counts.map(point) });
  }
  /** Numbers on the grids that were commented on. */
  pins(all: Pin[]): void {
    const text = JSON.stringify(all);
    if ((this.written.get("pl-pins") ?? "[]") === text) return;
    this.written.set("pl-pins", text);
    this.pinned = all;
    this.source("pl-pins").setData({ type: "FeatureCollection", features: all.map(({ id, at, n, up }) => ({ type: "Feature", geometry: { type: "Point", coordinates: at }, properties: { id, n: Math.min(n, 99), off: [0, -up] } })) });
  }
  /** The grid whose pin lies under a point of the window. */
  pinAt(x: number, y: number): string | null {
    return this.pinned.find(({ at, up }) => { const p = this.map.project(at); return Math.hypot(p.x - x, p.y - up - y) < PIN_NEAR; })?.id ?? null;
  }
  /** The outline of the row under the pointer. */
  hot(id: string | null): void { this.mark("pl-hot", id ? this.shapes([id]) : []); }
  lasso(path: [number, number][] | null): void {
    this.mark("pl-lasso", !path || path.length < 2 ? [] : [{ type: "Feature", properties: {}, geometry: path.length < 3 ? { type: "LineString", coordinates: path } : { type: "Polygon", coordinates: [[...path, path[0]]] } }]);
  }
  fault(box: Box | null): void {
    const [w, s, e, n] = box ?? [0, 0, 0, 0];
    this.mark("pl-fault", box ? [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] } }] : []);
  }
  fit(box: Box, most = 17.5): void { this.map.fitBounds(box, { padding: 72, maxZoom: most, duration: this.slow ? 0 : 350, linear: true }); }
}

function faint(spec: LayerSpecification): LayerSpecification {
  return { ...spec, minzoom: HOUSES_FROM, ...(spec.type === "fill" ? { paint: { "fill-color": "#66727F", "fill-opacity": 0.22 } } : {}) } as LayerSpecification;
}
function point({ at, ...properties }: Text): Feature { return { type: "Feature", geometry: { type: "Point", coordinates: at }, properties }; }
function mixed(color: string, over: string, share: number): string {
  const part = (c: string, i: number) => Number.parseInt(c.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `#${[0, 1, 2].map((i) => Math.round(part(color, i) * (1 - share) + part(over, i) * share).toString(16).padStart(2, "0")).join("")}`;
}
