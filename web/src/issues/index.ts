// The look 诉求: its own page on its own map or two, fed by one file of counted events per period.
import * as api from "../api.ts";
import type { Component, Manifest, PlacesFile, Rail as RailData } from "../contract.ts";
import { engineOf } from "../engine.ts";
import { fontsReady } from "../fonts.ts";
import { count, short } from "../format.ts";
import { warm } from "../map/scene.ts";
import { Places } from "../places.ts";
import { OPEN, Store } from "../store.ts";
import { copyLink } from "../share.ts";
import { covered } from "../ui/dialog.ts";
import { fill, h, icon, toast } from "../ui/dom.ts";
import { broken, noMap, skeleton } from "../ui/states.ts";
import { Strip } from "../ui/strip.ts";
import * as url from "../url.ts";
import { type Ask, PLAIN, read, write } from "./ask.ts";
import { Cube, type File } from "./cube.ts";
import { Filters } from "./filters.ts";
import { CountMap, linked } from "./maps.ts";
import { key, pictured } from "./picture.ts";
import { Side } from "./side.ts";
import { span, Timeline, words } from "./timeline.ts";

const LAYERS = /^(base_|l2$|outline$|labels$)/;

export class Issues {
  readonly host = h("div", { cls: "ogm ogm-issues", lang: "zh-CN" });
  private component!: Component;
  private manifest!: Manifest;
  private places!: Places;
  private store!: Store;
  private ask: Ask = PLAIN;
  private cube: Cube | null = null;
  private fetched = "";
  private strip!: Strip;
  private filters!: Filters;
  private side!: Side;
  private timeline!: Timeline;
  private maps: CountMap[] = [];
  private part: (() => void) | null = null;
  private asked = "";
  private counted: Map<number, number>[] = [];
  private two = false;
  private pending = 0;
  private readonly stage = h("main", { cls: "ogm-stage ogm-issstage" });
  private readonly row = h("div", { cls: "ogm-issrowmaps" });
  private readonly legend = h("div", { cls: "ogm-legend ogm-isslegend", "aria-label": "图例" });
  private readonly hover = h("div", { cls: "ogm-hover", "aria-hidden": "true" });
  private readonly engine = engineOf();
  private readonly small = matchMedia("(max-width: 700px)");

  constructor(lib: string) {
    fill(this.host, skeleton());
    if (this.engine !== "none") warm(lib);
    addEventListener("popstate", () => { if (this.host.isConnected && this.store) this.restore(); });
    document.addEventListener("keydown", (e) => this.key(e));
  }

  update(component: Component): void {
    this.component = component;
    if (this.host.parentElement !== component.parentElement) {
      component.parentElement.append(this.host);
      for (const m of this.maps) m.scene.map.resize();
      if (this.store) this.restore();
    }
    void this.load();
  }
  detach(parent: HTMLElement): void {
    if (this.host.parentElement !== parent) return;
    this.timeline?.stop();
    this.host.remove();
  }

  private async load(): Promise<void> {
    const { data } = this.component;
    const first = !this.manifest;
    try {
      if (this.asked !== data.manifest) {
        this.asked = data.manifest;
        api.watch();
        const manifest = await api.json<Manifest>(data.manifest);
        if (first) this.places = new Places(await api.json<PlacesFile>(manifest.places), manifest.root);
        this.manifest = manifest;
        if (first) this.assemble();
        else this.strip.setManifest(manifest, this.places, this.store.state.days);
      }
      if (data.issues && data.issues !== this.fetched && this.store) {
        this.fetched = data.issues;
        this.cube = new Cube(await api.json<File>(data.issues), this.places);
        this.store.set({ days: this.cube.file.days });
        this.strip.setDays(this.cube.file.days);
        this.draw();
        void this.figures();
      }
    } catch (error) {
      this.asked = this.fetched = "";
      const fault = error instanceof api.Fault ? error : null;
      if (fault?.kind === "session") return location.reload();
      if (!fault) console.error(error);
      fill(this.host, broken(fault?.message ?? "页面组件出了问题。", "请刷新页面；仍不行时，请管理员查看服务日志。", () => location.reload()));
    }
  }

  private assemble(): void {
    const m = this.manifest;
    this.ask = read(location.search, m);
    const asked = url.read(location.search).place;
    const place = [asked, this.component.data.place, m.root].find((c) => this.places.row(c) >= 0) ?? m.root;
    const on = new Set(m.layers.map((l) => l.key).filter((k) => LAYERS.test(k)));
    this.store = new Store({ place, days: this.component.data.days ?? 30, on, metric: "", level: "l2", cls: null, src: null, st: OPEN, zoom: 11, hover: null });
    this.strip = new Strip({
      pick: (c) => this.pick(c), days: (d) => this.days(d),
      copy: () => void copyLink(this.stage),
      locate: (at) => this.maps[0]?.scene.map.easeTo({ center: at, zoom: 16, duration: 0 }),
    });
    this.strip.setManifest(m, this.places, this.store.state.days);
    this.strip.setLooks(this.component.data.looks ?? []);
    this.filters = new Filters(() => this.manifest, () => this.ask, (patch) => this.set(patch));
    this.timeline = new Timeline(() => this.cube, () => this.ask, (patch) => this.set(patch));
    this.side = new Side(this.places, {
      standout: (x) => { this.set({ cls: new Set([x.cls]), at: x.day && this.cube ? this.cube.dayOf(x.day) - this.cube.file.days : null, step: x.day ? "day" : this.ask.step }); if (x.l2) this.pick(x.l2); },
      hot: (x) => this.pick(x.l2), repeat: (x) => { this.pick(x.l2); this.maps[0]?.scene.map.jumpTo({ center: x.at, zoom: 15.2 }); }, pick: (c) => this.pick(c),
    });
    const keep = h("button", { type: "button", title: "存为视图", "aria-label": "存为视图", onclick: () => setTimeout(() => this.component.setTriggerValue("opened", { what: "save", search: location.search }), 0) }, icon("pin", 20));
    fill(this.stage, this.row, this.legend, this.hover, h("div", { cls: "ogm-tools", role: "toolbar", "aria-label": "地图" }, keep), h("div", { cls: "ogm-foot" }, h("div", { cls: "ogm-north", "aria-label": "上方为北" }, h("i", null), "北"), h("span", { cls: "ogm-note" }, "示意边界，不作划界依据")), this.timeline.root, this.strip.stamp.root, this.strip.then);
    fill(this.host, this.strip.root, this.filters.root, this.stage, this.side.root);
    this.store.on(["place"], () => { this.placed(); void this.figures(); });
    this.placed();
    void this.open();
  }

  // --- maps ------------------------------------------------------------------------------------
  private async open(): Promise<void> {
    if (this.engine === "none") {
      fill(this.row, noMap(this.component.data.links?.light));
      return;
    }
    await fontsReady(this.places.file.name.join(""));
    this.maps = [this.made(0)];
    const row = this.places.row(this.store.state.place);
    if (this.places.level(row) !== "district") this.maps[0].scene.map.once("load", () => this.maps[0].scene.fly(row));
    this.draw();
  }
  private made(side: number): CountMap {
    const before = this.maps[0]?.scene.map;
    const c = before?.getCenter();
    return new CountMap(this.row, side, this.manifest, this.places, this.store, this.engine === "slow", this.small.matches, before && c ? { lng: c.lng, lat: c.lat, z: before.getZoom() } : null, {
      pick: (code) => this.pick(code), hover: (at, p, what) => this.point(at, p, what), failed: (text) => { if (/401/.test(text)) location.reload(); else console.warn(text); },
    });
  }
  /** One map or two; the second comes and goes with the comparison. */
  private sides(): void {
    if (!this.maps.length || !this.cube) return;
    const two = this.ask.pair && !this.small.matches;
    if (two && this.maps.length === 1) {
      const old = this.made(1);
      this.row.prepend(old.root);
      this.maps.push(old);
      for (const m of this.maps) m.scene.map.resize();
      this.part = linked(this.maps[0], old);
    } else if (!two && this.maps.length === 2) {
      this.part?.();
      this.maps.pop()!.remove();
      this.maps[0].scene.map.resize();
    }
    if (this.row.classList.toggle("two", two) !== this.two) {
      this.two = two;
      // Above stands what each map shows, below the legend of both.
      for (const m of this.maps) two ? m.scene.cover(40, 80) : m.scene.cover(0, 0);
    }
  }

  private draw(): void {
    if (this.pending || !this.cube) return;
    this.pending = requestAnimationFrame(() => { this.pending = 0; this.paint(); });
  }
  private paint(): void {
    const { cube, ask } = this;
    if (!cube) return;
    const row = this.places.row(this.store.state.place);
    this.sides();
    const picture = pictured(cube, ask, row, this.manifest);
    this.counted = picture.counted;
    this.maps.forEach((m, i) => {
      m.paint(ask.by, this.counted[i], picture.bounds, i ? new Set() : picture.hot);
      const when = span(cube, ask, i ? cube.before : cube.now);
      const total = cube.count(when, ask, row);
      fill(m.caption, h("b", null, i ? "上期" : "本期"), ` ${words(cube, when)}，${i && !cube.reaches ? "数据不全" : `${count(total)} 件`}`);
      m.caption.hidden = this.maps.length === 1;
    });
    fill(this.legend, key(ask, picture));
    this.filters.draw(cube, row, this.component.data.looks ?? []);
    this.timeline.draw(cube, row);
    this.side.draw(cube, ask, row, (i) => this.manifest.classes[i].title, (i) => this.manifest.classes[i].code);
    this.host.dataset["ready"] = "1";
  }
  private async figures(): Promise<void> {
    const { place, days } = this.store.state;
    try {
      const rail = await api.json<RailData & { more?: RailData["tiles"] }>(`data/v1/place/${encodeURIComponent(place)}?d=${days}&h=${encodeURIComponent(this.manifest.version)}`);
      if (place === this.store.state.place && days === this.store.state.days) this.side.setFigures(rail.more ?? []);
    } catch { this.side.setFigures([]); } // the page stands without the shares
  }
  private point(side: number, at: { x: number; y: number } | null, what: { hex: number; l2: number }): void {
    this.hover.classList.toggle("on", !!at);
    if (!at || !this.cube) return;
    const key = this.ask.by === "hexes" ? what.hex : what.l2;
    const name = this.ask.by === "hexes" ? "本格" : short(this.places.title(key));
    const both = [this.counted[0]?.get(key) ?? 0, this.counted[1]?.get(key) ?? 0];
    fill(this.hover, h("b", null, name), h("p", null, `本期 ${count(both[0])} 件${this.cube.reaches ? `，上期 ${count(both[1])} 件` : ""}`));
    const left = this.maps[side]?.root.offsetLeft ?? 0;
    this.hover.style.transform = `translate(${Math.min(left + at.x + 14, this.stage.clientWidth - 190)}px, ${at.y + 14}px)`;
  }

  // --- what the person does --------------------------------------------------------------------
  private set(patch: Partial<Ask>): void {
    this.ask = { ...this.ask, ...patch };
    this.link();
    this.draw();
  }
  private pick(code: string): void {
    const row = this.places.row(code);
    if (row < 0) return toast(this.stage, "没有这个地方，或不在您的范围内。");
    if (code === this.store.state.place) return;
    this.store.set({ place: code });
    history.pushState(history.state, "", this.address());
    this.maps[0]?.scene.fly(row);
    this.draw();
  }
  private days(days: number): void {
    this.store.set({ days });
    this.ask = { ...this.ask, at: null };
    history.replaceState(history.state, "", location.pathname + url.write(location.search, { days: String(days) }) + location.hash);
    this.link();
    setTimeout(() => this.component.setTriggerValue("picked", { days }), 0);
  }
  private placed(): void { this.strip.setPlace(this.places, this.places.row(this.store.state.place)); }
  private address(): string {
    const { place, days } = this.store.state;
    return location.pathname + write(location.search, this.ask, this.manifest, place === this.manifest.root ? null : place, days) + location.hash;
  }
  private link(): void { history.replaceState(history.state, "", this.address()); }
  private restore(): void {
    this.ask = read(location.search, this.manifest);
    const place = url.read(location.search).place ?? this.manifest.root;
    if (this.places.row(place) >= 0 && place !== this.store.state.place) {
      this.store.set({ place });
      this.maps[0]?.scene.fly(this.places.row(place));
    }
    this.draw();
  }
  private key(e: KeyboardEvent): void {
    if (!this.host.isConnected || !this.store || covered() || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element | null)?.tagName ?? "")) return;
    if (e.key === "/") { this.strip.search.open(); e.preventDefault(); }
    if (e.key !== "Escape") return;
    const above = this.places.up(this.places.row(this.store.state.place));
    if (above >= 0) this.pick(this.places.code(above));
  }
  stats(): Record<string, unknown> {
    return { place: this.store?.state.place, days: this.cube?.file.days, ask: { ...this.ask, cls: this.ask.cls ? [...this.ask.cls] : null }, maps: this.maps.length, drawn: !this.pending, painted: this.maps.every((m) => m.ready) && !!this.cube, counted: this.counted.map((c) => [...c.values()].reduce((a, b) => a + b, 0)), playing: this.timeline?.playing, zoom: this.maps.map((m) => m.scene.map.getZoom()) };
  }
}
