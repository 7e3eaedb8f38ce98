// 服务圈 on the live map: it borrows the map of the start page, brings panels of its own, and gives everything back.
import type { FeatureCollection } from "geojson";
import type { MapMouseEvent } from "maplibre-gl";
import * as api from "../api.ts";
import { dayOf, type Look, type Manifest } from "../contract.ts";
import type { Scene } from "../map/scene.ts";
import { tokens } from "../map/own.ts";
import type { Places } from "../places.ts";
import type { Store } from "../store.ts";
import { count, short } from "../format.ts";
import { fill, h, icon, toast } from "../ui/dom.ts";
import { type Ask, bare, query, read, write } from "./ask.ts";
import type { Area, CenterCard, Next, Way } from "./answers.ts";
import { Controls } from "./controls.ts";
import { Draw, type Part } from "./draw.ts";
import { Side } from "./side.ts";

const KEEP = /^(base_|l2$|outline$|labels$|centers$)/;
const NONE: FeatureCollection = { type: "FeatureCollection", features: [] };
const WAIT_MS = 60;
const NEAR_PX = 14;

export interface Guest { click(e: MapMouseEvent): void; move(e: MapMouseEvent): void }
export interface House {
  host: HTMLElement;
  stage: HTMLElement;
  manifest(): Manifest;
  places: Places;
  store: Store;
  scene(): Scene | null;
  select(code: string): void;
  /** The looks of the room in the strip: the panel on the left is needed for other things. */
  looks(list: Look[]): void;
}

export class Circles implements Guest {
  ask: Ask = read(location.search);
  on = false;
  /** For tests and the bench: what was drawn last, and how long after it was asked. */
  readonly ready: { area: number | null; ms: number | null; way: number | null } = { area: null, ms: null, way: null };
  private readonly controls: Controls;
  private readonly side: Side;
  private readonly pop = h("div", { cls: "ogm-reachpop", role: "status", hidden: true });
  private shown: ReadonlySet<Part> = new Set<Part>(["b1", "b2", "b3", "gaps", "next"]);
  private draw: Draw | null = null;
  private drawn: Scene | null = null;
  private area: Area | null = null;
  private next: Next | null = null;
  private center: CenterCard | null = null;
  private wanted = 0; // a card that comes after the person has gone on is not shown
  private way: Way | null = null;
  private parked: ReadonlySet<string> | null = null;
  private timer = 0;
  private turn = 0;
  private going: AbortController | null = null;

  constructor(private readonly house: House) {
    this.controls = new Controls(() => this.ask, (patch) => this.set(patch), () => this.shown, (parts) => this.show(parts));
    this.side = new Side(() => this.ask, {
      set: (patch) => this.set(patch), pick: (code) => house.select(code), hover: (code) => house.scene()?.highlight(code),
      find: () => void this.find(), drop: () => this.drop(), back: () => this.pick(null), manifest: () => house.manifest(),
    });
    house.host.append(this.controls.root, this.side.root);
    house.stage.append(this.pop);
    this.side.root.addEventListener("click", (e) => { if ((e.target as Element).closest(".ogm-handle")) house.host.classList.toggle("sheet-up"); });
    house.store.on(["place"], () => { if (this.on) { this.drop(); this.pick(null); this.soon(0); } });
  }

  enter(looks: Look[]): void {
    this.controls.setLooks(looks);
    this.house.looks(looks);
    if (this.on) return;
    this.on = true;
    this.ask = read(location.search);
    this.house.host.classList.add("circles");
    this.parked = this.house.store.state.on;
    this.house.store.set({ on: new Set(this.house.manifest().layers.map((l) => l.key).filter((k) => KEEP.test(k))) });
    this.attach();
    this.controls.sync(this.area);
    this.soon(0);
  }
  leave(): void {
    if (!this.on) return;
    this.on = false;
    this.going?.abort();
    this.house.host.classList.remove("circles");
    this.house.looks([]);
    const scene = this.house.scene();
    if (scene?.guest === this) scene.guest = null;
    this.draw?.remove();
    this.draw = this.drawn = null;
    this.pop.hidden = true;
    if (this.parked) this.house.store.set({ on: this.parked });
    const rest = bare(location.search);
    history.replaceState(history.state, "", location.pathname + (rest ? `?${rest}` : "") + location.hash);
  }
  /** The map may be new: after a lost context, or when it was not there yet. */
  attach(): void {
    const scene = this.house.scene();
    if (!this.on || !scene) return;
    scene.guest = this;
    if (this.drawn === scene) return;
    const start = () => {
      if (this.drawn === scene || !this.on) return;
      this.drawn = scene;
      this.draw = new Draw(scene.map, tokens(this.house.manifest()), scene.slow);
      this.draw.add();
      this.draw.show(this.shown);
      this.paint();
    };
    scene.styled ? start() : scene.map.once("style.load", start);
  }
  link(view?: string): string { return write(location.search, this.ask, this.house.store.state.place === this.house.manifest().root ? null : this.house.store.state.place, view ?? null); }

  /** The query of a question about the place on the screen, at the day the map shows. */
  private asked(more: Record<string, string | number> = {}): string {
    const day = dayOf(this.house.manifest());
    return query(this.ask, this.house.store.state.place, day ? { ...more, date: day } : more);
  }

  // --- asking ---------------------------------------------------------------------------------
  private set(patch: Partial<Ask>): void {
    this.ask = { ...this.ask, ...patch };
    this.controls.sync(this.area);
    const search = this.link();
    if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
    const walks = "minutes" in patch || "kmh" in patch || "need" in patch || "off" in patch;
    if (walks) {
      this.drop();
      this.soon(WAIT_MS);
    } else if (this.next) void this.find();
    else this.side.setNext(null);
  }
  private soon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.fetch(), ms);
  }
  private async fetch(): Promise<void> {
    const mine = ++this.turn;
    const from = performance.now();
    this.going?.abort();
    this.going = new AbortController();
    const more = (["shared", "borders", "supply"] as const).filter((p) => this.shown.has(p)).join(",");
    try {
      const area = await api.json<Area>(`data/v1/reach/area?${this.asked(more ? { draw: more } : {})}`, this.going.signal);
      if (mine !== this.turn || !this.on) return;
      this.area = area;
      this.controls.sync(area);
      this.side.setArea(area);
      this.paint();
      const done = () => { if (mine === this.turn) { this.ready.ms = performance.now() - from; this.ready.area = performance.now(); } };
      this.drawn ? this.drawn.map.once("idle", done) : done();
      this.drawn?.map.triggerRepaint();
      if (this.center) void this.load(this.center.code);
      if (this.way) this.hide();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.fault(error, (text) => (this.area ? toast(this.house.stage, text) : this.side.failed(text)));
    }
  }
  private fault(error: unknown, say: (text: string) => void): void {
    if (error instanceof api.Fault && error.kind === "session") return location.reload();
    say(error instanceof Error ? error.message : "服务器没有回答。");
  }

  private async find(): Promise<void> {
    const { k, weight, at } = this.ask;
    this.side.setNext("busy");
    const asked = this.asked({ k, who: weight, ...(at.length ? { at: at.join(";") } : {}) });
    try {
      const next = await api.json<Next>(`data/v1/reach/next?${asked}`);
      if (!this.on) return;
      this.next = next;
      this.side.setNext(next);
      this.paint();
    } catch (error) { this.next = null; this.fault(error, (text) => this.side.setNext(text)); }
  }
  private drop(): void {
    if (!this.next) return;
    this.next = null;
    this.side.setNext(null);
    this.paint();
  }
  private pick(code: string | null): void {
    if (code) return void this.load(code);
    this.wanted++;
    if (!this.center) return;
    this.center = null;
    this.side.setCenter(null);
    this.paint();
  }
  private async load(code: string): Promise<void> {
    const mine = ++this.wanted;
    try {
      const card = await api.json<CenterCard>(`data/v1/reach/center/${code}?${this.asked()}`);
      if (!this.on || mine !== this.wanted) return;
      this.center = card;
      this.hide();
      this.side.setCenter(card);
      if (matchMedia("(max-width: 700px)").matches) this.house.host.classList.add("sheet-up");
      this.paint();
    } catch (error) { this.fault(error, (text) => toast(this.house.stage, text)); }
  }
  private async walk(lon: number, lat: number): Promise<void> {
    const from = performance.now();
    const here: [number, number] = [lon, lat];
    try {
      const way = await api.json<Way>(`data/v1/reach/path?${this.asked({ lon: lon.toFixed(6), lat: lat.toFixed(6) })}`);
      if (!this.on) return;
      this.way = way;
      this.ready.way = performance.now() - from;
      this.pop.hidden = false;
      fill(this.pop, h("button", { type: "button", cls: "ogm-x", "aria-label": "关闭", onclick: () => this.hide() }, icon("close", 18)), h("h2", null, way.said),
        h("ol", null, way.rows.map((r) => h("li", null, h("button", { type: "button", onclick: () => this.pick(r.code) }, h("span", null, short(r.name.replace(/党群服务中心$/u, ""))), h("b", null, `${r.minutes} 分钟`), h("small", null, `${count(r.metres)} 米`))))));
      this.paint(here);
    } catch (error) { this.fault(error, (text) => toast(this.house.stage, text)); }
  }
  private hide(): void {
    this.way = null;
    this.pop.hidden = true;
    this.paint();
  }

  // --- drawing --------------------------------------------------------------------------------
  private show(parts: ReadonlySet<Part>): void {
    const more = (p: Part) => parts.has(p) && !this.shown.has(p);
    const ask = (more("shared") && !this.area?.shared) || (more("borders") && !this.area?.borders) || (more("supply") && !this.area?.supply);
    // One surface at a time: shares of staff and bands of minutes would mix their colours.
    if (more("supply")) parts = new Set([...parts].filter((p) => !["b1", "b2", "b3", "gaps", "shared"].includes(p)));
    else if (parts.has("supply") && (["b1", "b2", "b3", "gaps", "shared"] as Part[]).some(more)) parts = new Set([...parts].filter((p) => p !== "supply"));
    if (this.shown.has("supply") && !parts.has("supply") && !["b1", "b2", "b3"].some((p) => parts.has(p as Part))) parts = new Set([...parts, "b1", "b2", "b3", "gaps"] as Part[]);
    this.shown = parts;
    this.draw?.show(parts);
    this.controls.sync(this.area);
    if (ask) this.soon(0);
  }
  private here: [number, number] | null = null;
  private paint(here?: [number, number]): void {
    const { draw, area, next, center, way } = this;
    if (here) this.here = here;
    if (!way) this.here = null;
    if (!draw) return;
    draw.set("bands", area?.bands);
    draw.set("gaps", area?.gaps);
    draw.set("shared", area?.shared);
    draw.set("borders", area?.borders);
    void this.supply();
    draw.set("next", next?.area);
    draw.set("area", center?.area);
    draw.set("way", way?.lines);
    draw.set("spots", this.spots());
  }
  /** Communities tinted by what each thousand people share; their outlines are the map's own. */
  private async supply(): Promise<void> {
    const { supply } = this.area ?? {};
    const geometry = this.drawn?.geometry;
    if (!supply || !geometry) return;
    try { await geometry.load("l2"); } catch { return; }
    const features = Object.entries(supply.rows).flatMap(([code, value]) => {
      const shape = geometry.of("l2", code);
      return shape ? [{ type: "Feature" as const, properties: { n: 1 + supply.breaks.filter((b) => value >= b).length }, geometry: shape }] : [];
    });
    this.draw?.set("supply", { type: "FeatureCollection", features });
  }
  private spots(): FeatureCollection {
    const { file } = this.house.places;
    const spot = (at: [number, number], properties: Record<string, unknown>): FeatureCollection["features"][number] => ({ type: "Feature", properties, geometry: { type: "Point", coordinates: at } });
    const idle = this.area ? this.house.places.ofLevel("center").filter((r) => !this.area!.active.includes(file.code[r])).map((r) => spot(file.at[r], { kind: "idle", icon: "star:#AEBBC8:9:2", sort: 1 })) : [];
    const sites = this.next?.sites.map((s) => spot(s.at, { kind: "next", icon: `disc:#14508C:10:2:${s.rank}:#FFFFFF`, label: s.gain === null ? "" : `＋${count(s.gain)} 人`, sort: 9 - s.rank })) ?? [];
    const me = this.here ? [spot(this.here, { kind: "here", icon: "disc:#14508C:5:2.500", sort: 20 })] : [];
    const chosen = this.center ? this.house.places.row(this.center.code) : -1;
    const mine = chosen >= 0 ? [spot(file.at[chosen], { kind: "center", icon: "star:#0F7B6C:13:3", sort: 10 })] : [];
    return { ...NONE, features: [...idle, ...sites, ...mine, ...me] };
  }

  // --- the map is ours ------------------------------------------------------------------------
  private star(e: MapMouseEvent): string | null {
    const map = this.drawn?.map;
    if (!map) return null;
    let best: string | null = null;
    let least = NEAR_PX;
    for (const r of this.house.places.ofLevel("center")) {
      const p = map.project(this.house.places.at(r));
      const d = Math.hypot(p.x - e.point.x, p.y - e.point.y);
      if (d < least) { least = d; best = this.house.places.code(r); }
    }
    return best;
  }
  click(e: MapMouseEvent): void {
    const star = this.star(e);
    if (star) return this.pick(star);
    void this.walk(e.lngLat.lng, e.lngLat.lat);
  }
  move(e: MapMouseEvent): void {
    if (this.drawn) this.drawn.map.getCanvas().style.cursor = this.star(e) ? "pointer" : "crosshair";
  }
  stats(): Record<string, unknown> {
    return { on: this.on, ready: this.ready, covered: this.area?.covered ?? null, method: this.area?.method ?? null, sites: this.next?.sites.length ?? 0, proven: this.next?.proven ?? null, center: this.center?.code ?? null, way: this.way?.rows.length ?? 0, ask: { minutes: this.ask.minutes, kmh: this.ask.kmh, off: this.ask.off.size } };
  }
}
