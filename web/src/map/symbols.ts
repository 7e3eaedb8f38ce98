// Names and counted things on the map: labels, overdue blocks, clusters and glyphs, hexagons, nine colours.
import type { ExpressionSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import type { Feature, FeatureCollection, Point } from "geojson";
import * as api from "../api.ts";
import { cluster, type Cluster } from "../cluster.ts";
import { DONE, OVERDUE, type Manifest } from "../contract.ts";
import type { Events } from "../events.ts";
import { short } from "../format.ts";
import type { Area } from "../geometry.ts";
import { FONT, STATUS_INK, STATUS_SHAPE } from "../glyphs.ts";
import type { Places } from "../places.ts";
import { latitude, longitude, mercatorX, mercatorY } from "../points.ts";
import type { Sight } from "../legend.ts";
import type { Store } from "../store.ts";
import type { Dots } from "./dots.ts";
import { Calm } from "./calm.ts";
import { blocks, SINGLE, type Block } from "./overdue.ts";
import { thirdName } from "./own.ts";

type Drawn = { mx: number; my: number; r: number; kind: "event" | "cluster" | "overdue"; row: number; at: [number, number]; parts?: number[] };
export type Touch = Pick<Drawn, "kind" | "row" | "at">;

export class Symbols {
  events: Events | null = null;
  dots: Dots | null = null;
  private dotsAsked = false;
  private drawn: Drawn[] = [];
  /** The overdue blocks as they stand now. */
  blocks: Block[] = [];
  private root = -1;
  private signature = "";
  private overSignature = "";
  private members: { key: string; mask: Uint8Array } | null = null;
  private nine: { url: string; points: FeatureCollection<Point> } | null = null;
  private hexed = new Set<number>();
  private nineSignature = "";
  private nineAt: { mx: number; my: number }[] = [];
  showZoneNames = true;
  private readonly calm: Calm;

  constructor(private readonly map: GlMap, private readonly manifest: Manifest, private readonly places: Places, private readonly store: Store, private readonly phone: boolean, private readonly filled: Map<string, string[]>, private readonly area: (row: number) => Area | undefined) {
    this.calm = new Calm(map);
    map.on("moveend", () => { this.overdue(); this.clusters(); });
    store.on(["days", "cls", "src", "st"], () => this.refresh());
  }

  private put(id: string, features: Feature[]): void { this.calm.content(id, this.filled.get(id) ?? [], { type: "FeatureCollection", features }); }
  private data(id: string): GeoJSONSource | undefined { return this.map.getSource(id) as GeoJSONSource | undefined; }

  setEvents(events: Events): void {
    this.events = events;
    this.refresh();
  }
  focus(root: number): void {
    this.root = root;
    this.refresh();
    this.faded();
  }

  refresh(): void {
    if (!this.map.getSource("labels")) return;
    this.overdue();
    this.clusters();
    this.hexes();
    void this.nineColours();
  }

  // --- names ----------------------------------------------------------------------------------
  labels(): void {
    const { file, n } = this.places;
    const features: Feature[] = [];
    for (let i = 0; i < n; i++) {
      const level = file.level[i];
      if (level === "district" || level === "l1" || level === "dedicated") continue;
      const chain: Record<string, string> = {};
      const l2 = level === "l2" ? i : this.places.l2[i];
      if (l2 >= 0) { chain["l2"] = file.code[l2]; chain["l1"] = file.parent[l2] >= 0 ? file.code[file.parent[l2]] : ""; if (file.zone[l2] >= 0) chain["zone"] = file.code[file.zone[l2]]; }
      if (level === "zone") chain["zone"] = file.code[i];
      features.push({
        type: "Feature",
        properties: { code: file.code[i], level, label: level === "zone" ? file.name[i].replace(/片区$/u, "") : this.places.label(i), ...(level === "l3" ? { full: short(file.name[i]) } : {}), ...(level === "center" ? { own: own(file.name[i], l2 >= 0 ? file.name[l2] : "") } : {}), sort: -(file.ppl[i] ?? 0), ...(level === "l3" && file.hh[i] !== null ? { hh: String(file.hh[i]) } : {}), ...chain },
        geometry: { type: "Point", coordinates: file.at[i] },
      });
    }
    void this.data("labels")?.setData({ type: "FeatureCollection", features });
    this.faded();
  }

  /** Names inside the place stay ink, the neighbours' turn grey or go. */
  private faded(): void {
    const row = this.root;
    if (!this.map.getLayer("lb-l2")) return;
    const level = row >= 0 ? this.places.level(row) : "district";
    const whole = row < 0 || level === "district";
    const key = whole ? "" : level === "zone" ? "zone" : level === "l1" ? "l1" : "l2";
    const code = whole ? "" : key === "l2" ? this.places.code(level === "l2" ? row : this.places.l2[row]) : this.places.code(row);
    const inside: ExpressionSpecification = whole ? ["literal", true] : ["==", ["get", key], code];
    const tint = (ink: string): ExpressionSpecification => (whole ? ["literal", ink] : ["case", inside, ink, "#66727F"]) as ExpressionSpecification;
    this.calm.paint("lb-l2", "text-color", tint("#1F2933"));
    const only = (id: string, lv: string) => this.calm.filter(id, whole ? ["==", ["get", "level"], lv] : ["all", ["==", ["get", "level"], lv], inside]);
    only("lb-l3", "l3");
    only("lb-micro", "micro");
    only("lb-center", "center");
    this.calm.filter("lb-l2-far", whole ? ["==", ["get", "level"], "none"] : ["all", ["==", ["get", "level"], "l2"], ["!", inside]]);
    // Third-level grids are named by number: without their community selected that would say nothing.
    const near = key === "l2";
    this.calm.range("lb-l3", near ? 13 : 14.6, 24);
    this.calm.range("lb-l2", this.phone ? 12.2 : 11, near ? 13.5 : 15.2);
    this.calm.layout("lb-center", "text-field", ["get", near ? "own" : "label"]);
    this.calm.layout("lb-l3", "text-field", thirdName(near ? "label" : "full"));
    this.blockNames();
  }

  /** A community with an overdue block carries its name there, not twice. */
  private blockNames(): void {
    const codes = this.store.state.on.has("overdue") ? this.blocks.map((b) => this.places.code(b.row)) : [];
    this.calm.filter("lb-l2", ["all", ["==", ["get", "level"], "l2"], ["!", ["in", ["get", "code"], ["literal", codes]]]]);
    const zones = this.showZoneNames && !this.phone ? "visible" : this.phone ? "visible" : "none";
    if (this.map.getLayer("lb-zone")) this.calm.range("lb-zone", 9, this.phone ? 12.2 : 11.2);
    if (this.store.state.on.has("labels")) this.calm.layout("lb-zone", "visibility", zones);
  }
  zoneNames(on: boolean): void {
    if (this.showZoneNames === on || !this.map.getLayer("lb-zone")) return;
    this.showZoneNames = on;
    this.blockNames();
  }

  // --- overdue --------------------------------------------------------------------------------
  private overdue(): void {
    if (!this.map.getSource("overdue")) return;
    const zoom = this.map.getZoom();
    const on = this.store.state.on.has("overdue") && this.events && zoom < SINGLE;
    const by = new Map(on ? [...this.events!.overdueByL2(this.store.state)].filter(([row]) => this.root < 0 || this.places.level(this.root) === "district" || this.places.inside(row, this.root) || this.places.l2[this.root] === row) : []);
    const stars = this.store.state.on.has("centers");
    const signature = [zoom.toFixed(2), stars, ...[...by].map(([row, n]) => `${row}:${n}:${this.area(row) ? 1 : 0}`)].join();
    if (signature !== this.overSignature) {
      this.overSignature = signature;
      const made = blocks(by, zoom, { places: this.places, area: this.area, stars, font: FONT, bare: this.phone && zoom < 11.8 });
      this.blocks = made.blocks;
      this.put("overdue", made.features);
    }
    this.blockNames();
  }

  // --- clusters and glyphs ----------------------------------------------------------------------
  private clusters(): void {
    const source = this.data("events");
    if (!source) return;
    const state = this.store.state;
    const zoom = this.map.getZoom();
    const street = zoom >= SINGLE;
    const wanted = new Set<number>();
    if (state.on.has("events")) for (const s of state.st) if (s !== DONE && s !== OVERDUE) wanted.add(s);
    if (state.on.has("overdue") && street) wanted.add(OVERDUE);
    const events = this.events;
    const show = events && zoom >= 12 && wanted.size > 0;
    void this.done(events, state.on.has("events") && state.st.has(DONE) && street);
    const b = this.map.getBounds();
    const step = Math.round(zoom * 2) / 2;
    // Clusters are made for all rows at half zoom steps, so panning never regroups them.
    const signature = show ? [step, [...wanted].join(), state.days, key(state.cls), key(state.src), this.root, b.toArray().flat().map((v) => v.toFixed(3)).join(), events.file, this.blocks.length].join("|") : "none";
    if (signature === this.signature) return;
    this.signature = signature;
    if (!show) {
      this.drawn = [];
      this.put("events", []);
      return;
    }
    const rows = events.rows(state, wanted, this.contextRoot());
    const { mx, my } = events.points;
    const pad = 0.15;
    const [w, e] = [mercatorX(b.getWest()), mercatorX(b.getEast())];
    const [n, s] = [mercatorY(b.getNorth()), mercatorY(b.getSouth())];
    const features: Feature[] = [];
    this.drawn = [];
    const scale = 512 * 2 ** zoom;
    const groups: Cluster[] = [];
    for (const group of cluster(mx, my, rows, step, 34)) {
      this.clear(group, scale, street);
      // Two that were pushed together are one.
      const near = groups.find((g) => Math.hypot(g.mx - group.mx, g.my - group.my) * scale < (g.rows.length > 1 && group.rows.length > 1 ? 36 : 26));
      if (near) near.rows = [...near.rows, ...group.rows];
      else groups.push(group);
    }
    for (const group of groups) {
      if (group.mx < w - pad * (e - w) || group.mx > e + pad * (e - w) || group.my < n - pad * (s - n) || group.my > s + pad * (s - n)) continue;
      const at: [number, number] = [longitude(group.mx), latitude(group.my)];
      const single = group.rows.length === 1;
      if (single) {
        const i = group.rows[0];
        features.push({ type: "Feature", properties: { icon: this.glyph(events, i), sort: events.status[i] === OVERDUE ? 3 : 1 }, geometry: { type: "Point", coordinates: at } });
        this.drawn.push({ mx: group.mx, my: group.my, r: 13, kind: "event", row: i, at });
      } else {
        const parts = [0, 0, 0, 0];
        for (const i of group.rows) parts[events.status[i]]++;
        features.push({ type: "Feature", properties: { icon: `ring:${parts.join(":")}`, sort: 2 }, geometry: { type: "Point", coordinates: at } });
        this.drawn.push({ mx: group.mx, my: group.my, r: 18, kind: "cluster", row: group.rows[0], at, parts });
      }
    }
    this.put("events", features);
  }
  /** A group stands for an area: it steps aside for the triangle with its name, and for a centre's star. */
  private clear(group: { mx: number; my: number; rows: number[] }, scale: number, street: boolean): void {
    if (street && group.rows.length === 1) return;
    const half = (street ? 14 : 9) / scale;
    const stars = this.store.state.on.has("centers") ? this.stars().map(([x, y]) => ({ l: x - half, t: y - half, r: x + half, b: y + half })) : [];
    const pad = 19 / scale;
    for (const box of street ? stars : [...stars, ...this.blocks.map((b) => b.box)]) {
      const [l, t, r, b] = [box.l - pad, box.t - pad, box.r + pad, box.b + pad];
      if (group.mx <= l || group.mx >= r || group.my <= t || group.my >= b) continue;
      const ways = [group.mx - l, r - group.mx, group.my - t, b - group.my];
      const least = ways.indexOf(Math.min(...ways));
      if (least < 2) group.mx = least === 0 ? l : r;
      else group.my = least === 2 ? t : b;
    }
  }
  private stars(): [number, number][] {
    this.starsAt ??= this.places.ofLevel("center").map((c) => [mercatorX(this.places.at(c)[0]), mercatorY(this.places.at(c)[1])]);
    return this.starsAt;
  }
  private starsAt: [number, number][] | null = null;
  private glyph(events: Events, i: number): string {
    const status = events.status[i];
    const text = this.manifest.classes[events.cls[i]]?.glyph ?? "";
    const color = this.manifest.statuses[status]?.color ?? "#52606D";
    return status === OVERDUE ? `triangle:${color}:12.5:3:${text}` : `${STATUS_SHAPE[status]}:${color}:10:2:${text}:${STATUS_INK[status]}`;
  }
  /** Events of the whole community stay when one of its grids is selected. */
  private contextRoot(): number {
    if (this.root < 0) return -1;
    const l2 = this.places.l2[this.root];
    return l2 >= 0 ? l2 : this.root;
  }

  /** Finished ones are many: small dots on the GPU, in a chunk that is fetched when first wanted. */
  private async done(events: Events | null, shown: boolean): Promise<void> {
    if (!events || (!shown && !this.dots)) return;
    if (!this.dots) {
      if (this.dotsAsked) return;
      this.dotsAsked = true;
      const { Dots } = await import("./dots.ts");
      this.dots = new Dots(this.map, events.points, true);
    }
    const state = this.store.state;
    const root = this.contextRoot();
    const id = [root, key(state.cls), key(state.src)].join("|");
    if (this.members?.key !== id) {
      const mask = new Uint8Array(events.points.n);
      for (const i of events.rows({ ...state, days: 256 }, new Set([DONE]), root)) mask[i] = 1;
      this.members = { key: id, mask };
    }
    this.dots.update(state.days, shown, this.members.mask);
  }

  // --- hexagons, nine colours -------------------------------------------------------------------
  private hexes(): void {
    if (!this.map.getSource("hexes") || !this.events || !this.store.state.on.has("hexes")) return;
    const by = this.events.byHex(this.store.state, this.store.state.st);
    for (const id of this.hexed) if (!by.has(id)) this.map.setFeatureState({ source: "hexes", id }, { n: 0 });
    for (const [id, n] of by) this.map.setFeatureState({ source: "hexes", id }, { n });
    this.hexed = new Set(by.keys());
  }

  private async nineColours(): Promise<void> {
    const entry = this.manifest.layers.find((l) => l.key === "nine");
    const source = this.data("nine");
    if (!entry?.url || !source) return;
    const on = this.store.state.on.has("nine");
    const signature = on ? `${entry.url}|${this.contextRoot()}` : "";
    if (signature === this.nineSignature) return;
    this.nineSignature = signature;
    if (!on) return this.put("nine", []);
    if (this.nine?.url !== entry.url) {
      try {
        this.nine = { url: entry.url, points: await api.json<FeatureCollection<Point>>(entry.url) };
      } catch {
        this.nineSignature = "";
        return;
      }
    }
    const groups = new Map(this.manifest.groups.map((g) => [g.code, g]));
    const homes = this.nine.points.features.some((f) => f.properties?.["near"] === true);
    const features: Feature<Point>[] = this.nine.points.features
      .filter((f) => this.root < 0 || this.places.inside(this.places.row(String(f.properties?.["code"]).split(":")[0]), this.contextRoot()))
      .map((f) => {
        const cells = ((f.properties?.["cells"] ?? []) as [string, number | null][]).filter(([, n]) => n !== null && n > 0);
        const parts = cells.map(([code, n]) => {
          const g = groups.get(code);
          return g ? [g.glyph, g.color, g.ink || "#FFFFFF", g.shape || "disc", (n ?? 0).toLocaleString("zh-CN")].join("|") : "";
        }).filter(Boolean);
        // From near by, roles that look after the people see them building by building instead.
        const near = f.properties?.["near"] === true;
        const [few, all] = [`nine:${parts.slice(0, 3).join(":")}`, `nine:${parts.join(":")}`];
        return { type: "Feature" as const, properties: { few: near ? "" : few, all: near ? "" : all, close: near || !homes ? all : "", sort: -(cells[0]?.[1] ?? 0), some: parts.length }, geometry: f.geometry };
      })
      .filter((f) => f.properties.some > 0);
    this.nineAt = features.map(({ geometry: { coordinates: c } }) => ({ mx: mercatorX(c[0]), my: mercatorY(c[1]) }));
    this.put("nine", features);
  }

  // --- hits -----------------------------------------------------------------------------------
  /** The nearest symbol under a point; a few hundred at most, so a plain walk is enough. */
  touch(p: { x: number; y: number }): Touch | null {
    const zoom = this.map.getZoom();
    const all = zoom < SINGLE && this.store.state.on.has("overdue") ? [...this.drawn, ...this.blocks.map((b): Drawn => ({ ...b, r: 16, kind: "overdue" }))] : this.drawn;
    if (!all.length) return null;
    const at = this.map.unproject([p.x, p.y]);
    const scale = 512 * 2 ** zoom;
    const x = mercatorX(at.lng);
    const y = mercatorY(at.lat);
    let best: Drawn | null = null;
    let least = Infinity;
    for (const d of all) {
      const far = Math.hypot(d.mx - x, d.my - y) * scale;
      if (far <= d.r && far < least) { best = d; least = far; }
    }
    return best;
  }
  /** What of these stands in the window: the legend explains nothing else. */
  sight(): Pick<Sight, "blocks" | "status" | "clusters" | "classes" | "ended" | "nine"> {
    const b = this.map.getBounds();
    const [w, e, n, s] = [mercatorX(b.getWest()), mercatorX(b.getEast()), mercatorY(b.getNorth()), mercatorY(b.getSouth())];
    const here = (d: { mx: number; my: number }) => d.mx >= w && d.mx <= e && d.my >= n && d.my <= s;
    const status = [0, 0, 0, 0];
    const classes = new Set<number>();
    let clusters = 0;
    const { events } = this;
    for (const d of events ? this.drawn.filter(here) : []) {
      if (d.parts) { clusters++; d.parts.forEach((p, i) => { status[i] += p; }); }
      else { status[events!.status[d.row]]++; classes.add(events!.cls[d.row]); }
    }
    const { on, st } = this.store.state;
    const near = this.map.getZoom() >= SINGLE;
    return { blocks: near ? 0 : this.blocks.filter(here).length, status, clusters, classes, ended: !!this.dots && near && on.has("events") && st.has(DONE), nine: on.has("nine") ? this.nineAt.filter(here).length : 0 };
  }
  stats(): { clusters: number; overdue: number; events: number } {
    return { clusters: this.drawn.length, overdue: this.blocks.length, events: this.events?.points.n ?? 0 };
  }
}

/** Inside its community a centre needs no name of the place: 三湾街社区党群服务中心 -> 党群服务中心. */
function own(name: string, place: string): string {
  const bare = [place, short(place)].find((p) => p && name.startsWith(p) && name.length >= p.length + 3);
  return bare ? name.slice(bare.length).replace(/^(社区|村)/u, "") : name;
}
function key(set: ReadonlySet<number> | null): string { return set ? [...set].sort().join() : "*"; }
