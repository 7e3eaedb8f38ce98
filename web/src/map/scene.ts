// The live map: one MapLibre instance, its layers, the selection, and what the pointer touches.
import { Map as GlMap, prewarm, setWorkerUrl, type GeoJSONSource, type LngLatBoundsLike, type MapMouseEvent } from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";
import { absolute, json } from "../api.ts";
import { dayOf, type Box, type Level, type Manifest } from "../contract.ts";
import { Geometry, veil } from "../geometry.ts";
import { image } from "../glyphs.ts";
import type { Sight } from "../legend.ts";
import type { Places } from "../places.ts";
import { mercatorX, mercatorY } from "../points.ts";
import type { Store } from "../store.ts";
import { Calm } from "./calm.ts";
import { hexLayers, selectionLayers, tokens, topLayers } from "./own.ts";
import { autoLevel, build, EMPTY, LEVEL_KEYS, visible, type Built } from "./style.ts";
import { Shade } from "./shade.ts";
import { Symbols } from "./symbols.ts";

export interface Hooks {
  pick(code: string): void;
  up(): void;
  event(row: number): void;
  hover(at: { x: number; y: number } | null, what: { place: number; event: number; note?: string[] } | null): void;
  note(lines: string[]): void;
  moved(): void;
  failed(message: string): void;
}
const OF_KEY: Record<string, Level> = { zones: "zone", l2: "l2", l3: "l3", micro: "micro" };
const FINER: Partial<Record<Level, Level>> = { district: "zone", zone: "l2", l1: "l2", l2: "l3", l3: "micro" };
/** From this zoom on the registry draws the larger symbols. */
const BAND = 12;
/** Layers that may have nothing in the window though they are on. */
const SPARSE = ["coverage", "gaps", "circles", "bands", "overlap", "catchments", "dedicated", "sketches"];
const FINE = new Set<Level>(["l3", "micro", "dedicated"]);

/** The base map is painted by class and named by street; nothing else of it needs to travel on to the worker. */
function painted(all: Feature["properties"]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of ["klass", "name"]) if (all?.[key]) out[key] = all[key];
  return out;
}

/** Start the worker while the manifest is still on its way. It keeps its own file: a policy without blob: leaves no other way. */
export function warm(lib: string): void {
  setWorkerUrl(new URL("maplibre-gl-worker.mjs", lib).href);
  prewarm();
}

export class Scene {
  readonly map: GlMap;
  readonly geometry: Geometry;
  readonly symbols: Symbols;
  readonly shade: Shade;
  private readonly built: Built;
  /** Pieces of the base map in hand: layer -> name -> where and which features. */
  private readonly held = new Map<string, Map<string, { box: Box; ids: number[] }>>();
  /** Sources that open after the first sight. */
  private waiting: Map<string, string>;
  private open!: () => void;
  readonly opened = new Promise<void>((done) => { this.open = done; });
  private readonly asked = new Set<string>();
  private selection = 0;
  private hoverCode = "";
  /** The whole district is in sight and nobody has moved the map: then it follows its window. */
  private atHome = false;
  private homing = false;
  styled = false;
  /** What stands over the map's upper and lower edge, px. */
  private covered = { top: 0, bottom: 0 };
  /** Every move is a jump: nobody sees it. */
  hurried = false;
  /** A look that has borrowed the map: clicks and the pointer are its own. */
  guest: { click(e: MapMouseEvent): void; move(e: MapMouseEvent): void } | null = null;
  private readonly calm: Calm;

  constructor(
    readonly host: HTMLElement, private manifest: Manifest, private readonly places: Places, private readonly store: Store,
    private readonly hooks: Hooks, readonly slow: boolean, private readonly phone: boolean, start: { lng: number; lat: number; z: number } | null,
  ) {
    const t = tokens(manifest);
    this.geometry = new Geometry(manifest, places);
    this.built = build(manifest, store.state, hexLayers, selectionLayers(t), topLayers(manifest, t, phone), slow);
    this.waiting = this.built.waiting;
    const ratio = slow ? 1 : Math.min(devicePixelRatio || 1, 2);
    this.map = new GlMap({
      container: host,
      style: this.built.style,
      attributionControl: false,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      localIdeographFontFamily: "",
      minZoom: 8,
      maxZoom: 19,
      maxPitch: 0,
      // Tiles out of sight are cut again in no time; kept, they were most of the page's memory.
      maxTileCacheSize: slow ? 0 : 12,
      pixelRatio: ratio,
      canvasContextAttributes: { antialias: !slow, preserveDrawingBuffer: false },
      ...(start ? { center: [start.lng, start.lat] as [number, number], zoom: start.z } : { bounds: this.home(), fitBoundsOptions: this.whole() }),
    });
    this.calm = new Calm(this.map);
    this.atHome = !start;
    for (const moved of ["dragstart", "zoomstart"] as const) this.map.on(moved, () => { if (!this.homing) this.atHome = false; });
    this.map.on("moveend", () => { this.homing = false; });
    this.map.on("resize", () => { if (this.atHome) this.goHome(0); });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.setMissingStyleImageResolver?.((id: string) => this.paint(id, ratio));
    this.map.on("styleimagemissing", (e) => this.paint(e.id, ratio));
    this.symbols = new Symbols(this.map, manifest, places, store, phone, this.built.filled, (row) => this.geometry.of("l2", places.code(row)));
    this.shade = new Shade(this.map, places, () => this.hooks.moved());
    this.map.once("style.load", () => { this.styled = true; void this.select(); if (!this.waiting.size) this.open(); });
    this.map.on("click", (e) => this.click(e));
    this.map.on("mousemove", (e) => this.move(e));
    this.map.on("mouseout", () => this.leave());
    this.map.on("dragstart", () => this.leave());
    this.map.on("moveend", () => {
      this.store.set({ zoom: this.map.getZoom() });
      this.ensure();
      this.hooks.moved();
      // Polygons for pointing come when their level may be pointed at; until then they would only cost memory.
      const level = OF_KEY[this.levelShown()];
      if (level !== "zone") void this.geometry.load(level).catch(() => undefined);
    });
    this.map.on("error", (e) => { if (!/abort/i.test(String(e.error?.message))) this.hooks.failed(String(e.error?.message ?? "")); });
    store.on(["on", "level"], () => this.visibility());
    store.on(["metric", "days"], () => this.tint());
    store.on(["place"], () => void this.select());
  }

  private paint(id: string, ratio: number): void {
    if (this.map.hasImage(id)) return;
    const pixels = image(id, ratio);
    if (pixels) this.map.addImage(id, pixels, { pixelRatio: ratio });
  }

  // --- view -----------------------------------------------------------------------------------
  home(): Box {
    const row = this.places.row(this.manifest.root);
    return row >= 0 ? this.places.bbox(row) : this.manifest.district.bbox;
  }
  padding(whole: boolean): { top: number; bottom: number; left: number; right: number } {
    const banner = dayOf(this.manifest) && !this.host.closest(".kiosk") ? (this.phone ? 52 : 42) : 0; // 历史: it stands over the north
    if (this.phone) return whole ? { top: 12 + banner, bottom: 20, left: 24, right: 24 } : { top: 68, bottom: 68, left: 20, right: 72 };
    return whole ? { top: 14 + Math.max(banner, this.covered.top), bottom: 16 + this.covered.bottom, left: 24, right: 64 } : { top: 72, bottom: 56, left: 56, right: 72 };
  }
  private get still(): boolean { return this.slow || this.hurried || matchMedia("(prefers-reduced-motion: reduce)").matches; }

  fly(row: number): void {
    if (row < 0) return;
    const level = this.places.level(row);
    this.atHome = false;
    if (level === "center") {
      this.map.easeTo({ center: this.places.at(row), zoom: Math.max(15, this.map.getZoom()), duration: this.still ? 0 : 450 });
      return;
    }
    let box = this.places.bbox(row);
    if (FINE.has(level)) {
      if (this.comfortable(box)) return;
      // A small grid is seen among its neighbours: fit the unit above it.
      const above = level === "l3" ? row : this.places.file.parent[row];
      if (above >= 0) box = this.places.bbox(above);
    }
    if (level === "district") return this.goHome();
    this.map.fitBounds(box as LngLatBoundsLike, { padding: this.padding(false), maxZoom: 17, duration: this.still ? 0 : 450, linear: true });
  }
  /** Something else stands over the map's edges now: a whole district in sight makes room for it. */
  cover(top: number, bottom: number): void {
    this.covered = { top, bottom };
    if (this.atHome) this.goHome(0);
  }
  goHome(ms = this.still ? 0 : 450): void {
    this.homing = this.atHome = true;
    this.map.fitBounds(this.home(), { ...this.whole(), duration: ms, linear: true });
    if (!this.map.isMoving()) this.homing = false;
  }
  /** A hair above the next band the symbols would grow into each other: stay below it. */
  private whole(): { padding: ReturnType<Scene["padding"]>; maxZoom?: number } {
    const padding = this.padding(true);
    const zoom = this.fitting(this.home(), padding);
    return { padding, ...(zoom > BAND && zoom < BAND + 0.35 ? { maxZoom: BAND - 0.02 } : {}) };
  }
  private fitting(box: Box, pad: ReturnType<Scene["padding"]>): number {
    const wide = (mercatorX(box[2]) - mercatorX(box[0])) * 512;
    const high = (mercatorY(box[1]) - mercatorY(box[3])) * 512;
    return Math.log2(Math.min((this.host.clientWidth - pad.left - pad.right) / wide, (this.host.clientHeight - pad.top - pad.bottom) / high));
  }
  private comfortable(box: Box): boolean {
    const a = this.map.project([box[0], box[3]]);
    const b = this.map.project([box[2], box[1]]);
    const { clientWidth: w, clientHeight: h } = this.host;
    return a.x > 40 && a.y > 40 && b.x < w - 40 && b.y < h - 40 && Math.max(b.x - a.x, b.y - a.y) > 90;
  }

  // --- layers ---------------------------------------------------------------------------------
  visibility(): void {
    if (!this.styled) return;
    const state = this.store.state;
    for (const [key, ids] of this.built.ids) {
      const on = visible(key, state) && !this.waiting.has(key);
      const pinned = state.level !== "auto" && key === state.level;
      for (const id of ids) {
        this.calm.layout(id, "visibility", on ? "visible" : "none");
        const [min, max] = pinned ? [0, 24] : (this.built.ranges.get(id) ?? [0, 24]);
        this.calm.range(id, min, max);
      }
    }
    const labels = state.on.has("labels") ? "visible" : "none";
    for (const id of ["lb-micro", "lb-l2", "lb-l2-far", "lb-l3", "lb-center", "lb-zone"])
      if (id !== "lb-zone" || labels === "none") this.calm.layout(id, "visibility", labels);
    this.ensure();
    this.tint();
    this.symbols.refresh();
  }
  /** The figure that colours communities, if one does. */
  private tint(): void {
    const { on, metric, days } = this.store.state;
    // The borders it fills come with the first sight.
    if (!this.styled || this.waiting.has("l2") || !this.map.getSource("l2")) return;
    this.shade.update(on.has("figure") ? metric : null, days, this.manifest.version).catch((error: unknown) => this.hooks.failed(String(error)));
  }
  /** The first sight is drawn: now everything else. */
  rest(): void {
    const all = [...this.waiting];
    this.waiting = new Map();
    for (const [key, address] of all) void this.data(key)?.setData(address);
    this.open();
    this.visibility();
  }
  /** Ask for what this view needs: late sources near their zoom, chunks of the base map in sight. */
  ensure(all = false): void {
    if (!this.styled) return;
    const zoom = this.map.getZoom();
    const { on, level } = this.store.state;
    for (const entry of this.manifest.layers) {
      if (this.built.late.has(entry.key) && !this.asked.has(entry.key) && on.has(entry.key)) {
        const near = zoom >= (entry.minzoom ?? 0) - 0.6 || level === entry.key;
        if (all || near) {
          this.asked.add(entry.key);
          void this.data(entry.key)?.setData(absolute(entry.url!));
        }
      }
      if (entry.chunks && on.has(entry.key)) void this.pieces(entry, zoom);
    }
  }
  /** Squares of the base map in sight, added in one batch; those far away or too fine for this zoom are let go. */
  private async pieces(entry: Manifest["layers"][number], zoom: number): Promise<void> {
    const b = this.map.getBounds();
    let held = this.held.get(entry.key);
    if (!held) this.held.set(entry.key, (held = new Map<string, { box: Box; ids: number[] }>()));
    const mine = held;
    const seen = ([w, s, e, n]: Box, pad: number) => {
      const [dx, dy] = [pad * (b.getEast() - b.getWest()), pad * (b.getNorth() - b.getSouth())];
      return w <= b.getEast() + dx && e >= b.getWest() - dx && s <= b.getNorth() + dy && n >= b.getSouth() - dy;
    };
    const wanted = entry.chunks!.flatMap((chunk, i) => {
      const name = `${entry.key}${i}`;
      if (!chunk.minzoom || zoom < chunk.minzoom || mine.has(name) || !seen(chunk.bbox, 0)) return [];
      mine.set(name, { box: chunk.bbox, ids: [] });
      return [{ name, url: chunk.url, first: i * 1_000_000 }];
    });
    const finest = Math.min(...entry.chunks!.map((c) => c.minzoom ?? 0).filter((z) => z > 0));
    const gone = [...mine].filter(([, { box, ids }]) => ids.length && (zoom < finest - 0.5 || !seen(box, 0.6)));
    for (const [name] of gone) mine.delete(name);
    const remove = gone.flatMap(([, { ids }]) => ids);
    if (!wanted.length) return remove.length ? void this.data(`${entry.key}+`)?.updateData({ remove }) : undefined;
    const got = await Promise.all(wanted.map(async ({ name, url, first }) => {
      try {
        const features = (await json<FeatureCollection>(url)).features.map((f, k) => ({ type: f.type, id: first + k, geometry: f.geometry, properties: painted(f.properties) }));
        const kept = mine.get(name);
        if (kept) kept.ids = features.map((f) => f.id);
        return features;
      } catch {
        mine.delete(name);
        return [];
      }
    }));
    void this.data(`${entry.key}+`)?.updateData({ remove, add: got.flat() });
  }
  private put(id: string, data: Feature | FeatureCollection): void { this.calm.content(id, this.built.filled.get(id) ?? [], data); }
  data(key: string): GeoJSONSource | undefined { return this.map.getSource(key) as GeoJSONSource | undefined; }

  /** A new manifest of the same shape: only sources whose address changed are asked again. */
  refresh(manifest: Manifest): void {
    const before = new Map(this.manifest.layers.map((l) => [l.key, l.url]));
    this.manifest = manifest;
    this.geometry.manifest = manifest;
    this.geometry.forget();
    for (const entry of manifest.layers)
      if (entry.url && entry.url !== before.get(entry.key) && this.data(entry.key) && (!this.built.late.has(entry.key) || this.asked.has(entry.key)) && !entry.points)
        void this.data(entry.key)!.setData(absolute(entry.url));
    this.tint();
    void this.select();
  }

  // --- selection ------------------------------------------------------------------------------
  async select(): Promise<void> {
    const mine = ++this.selection;
    const row = this.places.row(this.store.state.place);
    const empty = () => { this.put("sel", EMPTY); this.put("veil", EMPTY); };
    if (!this.styled) return;
    this.symbols.focus(row);
    if (row < 0 || this.places.level(row) === "district") return empty();
    const level = this.places.level(row);
    const fine = FINE.has(level);
    const context = fine ? this.places.l2[row] : row;
    try {
      await Promise.all([this.geometry.load(level), context >= 0 ? this.geometry.load(this.places.level(context)) : null]);
    } catch { return; } // the map's own source reports the fault
    if (mine !== this.selection) return;
    const features: Feature[] = [];
    const around = context >= 0 ? this.geometry.of(this.places.level(context), this.places.code(context)) : undefined;
    const own = this.geometry.of(level, this.places.code(row));
    if (around) features.push({ type: "Feature", properties: { fine: false }, geometry: around });
    if (own && fine) features.push({ type: "Feature", properties: { fine: true }, geometry: own });
    this.put("sel", { type: "FeatureCollection", features });
    this.put("veil", around ? { type: "FeatureCollection", features: [veil(around, this.manifest.district.bbox)] } : EMPTY);
  }

  highlight(code: string | null): void {
    if (!this.styled || this.hoverCode === (code ?? "")) return;
    this.hoverCode = code ?? "";
    const row = this.places.row(code);
    const level = row >= 0 ? this.places.level(row) : null;
    const area = level ? this.geometry.of(level, code!) : undefined;
    this.put("hov", area ? { type: "Feature", properties: {}, geometry: area } : EMPTY);
    if (level && !area && level !== "center") void this.geometry.load(level).then(() => { if (this.hoverCode === code) { this.hoverCode = ""; this.highlight(code); } }, () => undefined);
  }

  /** The place a click at this point means: the next finer level inside the selection, its siblings outside. */
  target(lon: number, lat: number): number {
    const selected = this.places.row(this.store.state.place);
    const key = this.store.state.level === "auto" ? autoLevel(this.map.getZoom()) : this.store.state.level;
    let level: Level = OF_KEY[key];
    if (selected >= 0 && this.places.level(selected) !== "district") {
      const own = this.places.level(selected);
      const same = this.geometry.ready(own) && this.geometry.hit(own, lon, lat) === selected;
      const context = FINE.has(own) ? this.places.l2[selected] : selected;
      const order: Level[] = ["district", "zone", "l2", "l3", "micro"];
      const floor = order.indexOf(FINER[own] ?? own);
      if (same && order.indexOf(level) < floor) level = order[floor];
      else if (!same && order.indexOf(level) > 2 && context >= 0 && this.geometry.ready("l2") && this.geometry.hit("l2", lon, lat) !== this.places.l2[selected]) level = own === "zone" ? "zone" : "l2";
    }
    if (this.store.state.on.has("dedicated") && this.map.getZoom() >= 14) {
      const hit = this.geometry.ready("dedicated") ? this.geometry.hit("dedicated", lon, lat) : -1;
      if (hit >= 0) return hit;
      if (!this.geometry.ready("dedicated")) void this.geometry.load("dedicated").catch(() => undefined);
    }
    if (!this.geometry.ready(level)) void this.geometry.load(level).catch(() => undefined);
    for (const lv of [level, "l2", "zone"] as Level[]) {
      const hit = this.geometry.hit(lv, lon, lat);
      if (hit >= 0) return hit;
    }
    return -1;
  }

  private click(e: MapMouseEvent): void {
    if (this.guest) return this.guest.click(e);
    const touch = this.symbols.touch(e.point);
    if (touch?.kind === "overdue") return this.hooks.pick(this.places.code(touch.row));
    if (touch?.kind === "cluster") {
      this.map.easeTo({ center: touch.at, zoom: Math.min(18.5, this.map.getZoom() + 1.6), duration: this.still ? 0 : 300 });
      return;
    }
    if (touch?.kind === "event") return this.hooks.event(touch.row);
    const note = this.note(e.point);
    if (note) return this.hooks.note(note);
    const level = this.store.state.level === "auto" ? autoLevel(this.map.getZoom()) : this.store.state.level;
    // The level may still be on its way: wait for it rather than pick a coarser place.
    void this.geometry.load(OF_KEY[level]).catch(() => undefined).then(() => {
      const row = this.target(e.lngLat.lng, e.lngLat.lat);
      if (row < 0) return;
      if (this.places.code(row) === this.store.state.place) this.hooks.up();
      else this.hooks.pick(this.places.code(row));
    });
  }

  private move(e: MapMouseEvent): void {
    if (this.guest) return this.guest.move(e);
    const touch = this.symbols.touch(e.point);
    const canvas = this.map.getCanvas();
    if (touch?.kind === "event" || touch?.kind === "cluster") {
      canvas.style.cursor = "pointer";
      this.highlight(null);
      this.hooks.hover(e.point, touch.kind === "event" ? { place: -1, event: touch.row } : null);
      return;
    }
    const note = this.note(e.point);
    if (note) {
      canvas.style.cursor = "pointer";
      this.highlight(null);
      return this.hooks.hover(e.point, { place: -1, event: -1, note });
    }
    const row = touch?.kind === "overdue" ? touch.row : this.target(e.lngLat.lng, e.lngLat.lat);
    canvas.style.cursor = row >= 0 ? "pointer" : "";
    const code = row >= 0 ? this.places.code(row) : null;
    this.highlight(code === this.store.state.place ? null : code);
    this.store.set({ hover: code });
    this.hooks.hover(e.point, row >= 0 ? { place: row, event: -1 } : null);
  }
  /** The words behind a number of 圈阅 below the pointer, in the order of the layer's tooltip. */
  private note(at: { x: number; y: number }): string[] | null {
    const entry = this.manifest.layers.find((l) => l.key === "sketches");
    if (!entry?.count || !this.styled || !this.store.state.on.has("sketches")) return null;
    const ids = (this.built.ids.get("sketches") ?? []).filter((id) => this.map.getLayer(id)?.type === "symbol");
    const found = ids.length ? this.map.queryRenderedFeatures([at.x, at.y], { layers: ids })[0] : undefined;
    return found ? (entry.tooltip ?? []).map(([, column]) => String(found.properties?.[column] ?? "")) : null;
  }
  private leave(): void {
    this.highlight(null);
    this.store.set({ hover: null });
    this.hooks.hover(null, null);
  }

  sight(): Sight {
    const b = this.map.getBounds();
    const seen = new Map<string, boolean>();
    if (this.styled)
      for (const key of SPARSE) {
        const ids = (this.built.ids.get(key) ?? []).filter((id) => this.map.getLayer(id));
        if (ids.length && this.store.state.on.has(key)) seen.set(key, this.map.queryRenderedFeatures({ layers: ids }).length > 0);
      }
    seen.set("centers", this.places.ofLevel("center").some((c) => b.contains(this.places.at(c))));
    const figure = this.shade.shown;
    const unknown = figure !== null && Object.values(figure.rows).some((r) => r.step < 0);
    return { zoom: this.map.getZoom(), seen, figure: figure?.legend.filter((item) => item.shape === "ramp" || unknown) ?? null, ...this.symbols.sight() };
  }
  levelShown(): (typeof LEVEL_KEYS)[number] {
    return this.store.state.level === "auto" ? autoLevel(this.map.getZoom()) : this.store.state.level;
  }
  metresPerPixel(): number {
    const c = this.map.getCenter();
    return (Math.cos((c.lat * Math.PI) / 180) * 2 * Math.PI * 6378137) / (512 * 2 ** this.map.getZoom());
  }
}
