// The page 一张图: one state, one map, and the panels around it.
import * as api from "./api.ts";
import { type Component, type Manifest, type PlacesFile } from "./contract.ts";
import { engineOf } from "./engine.ts";
import { Events } from "./events.ts";
import { Figures } from "./figures.ts";
import { fontsReady } from "./fonts.ts";
import { address, initial, speaks } from "./link.ts";
import { Scene, warm } from "./map/scene.ts";
import { download } from "./picture.ts";
import { Places } from "./places.ts";
import { decode } from "./points.ts";
import { Rails } from "./rails.ts";
import { copyLink } from "./share.ts";
import { Store, type State } from "./store.ts";
import { covered } from "./ui/dialog.ts";
import { fill, h, toast } from "./ui/dom.ts";
import { Floats } from "./ui/floats.ts";
import { Icons } from "./ui/icons.ts";
import { Panel } from "./ui/panel.ts";
import { Rail } from "./ui/rail.ts";
import type { Circles } from "./circles/index.ts";
import { bottomBar, broken, noMap, skeleton } from "./ui/states.ts";
import { Strip } from "./ui/strip.ts";
import type { Wall } from "./wall/index.ts";
import * as url from "./url.ts";

export interface Ready { firstPaint: number | null; allPaint: number | null; card: number | null; toggle: number | null }
const EVENT_KEYS = ["overdue", "events", "hexes"];

export class App {
  readonly host = h("div", { cls: "ogm", lang: "zh-CN" });
  readonly ready: Ready = { firstPaint: null, allPaint: null, card: null, toggle: null };
  scene: Scene | null = null;
  private component: Component;
  private manifestUrl: string;
  private manifest!: Manifest;
  private places!: Places;
  private store!: Store;
  private strip!: Strip;
  private panel!: Panel;
  private rail!: Rail;
  private floats!: Floats;
  private events: Events | null = null;
  private readonly mapBox = h("div", { cls: "ogm-map" });
  private readonly stage = h("main", { cls: "ogm-stage" });
  private arriving = false;
  private figures!: Figures;
  private readonly icons = new Icons(() => this.openPanel());
  private readonly rails = new Rails(() => this.manifest.version);
  private rebuilt = false;
  private painted = false;
  private readonly narrow = matchMedia("(max-width: 1399px)");
  private readonly small = matchMedia("(max-width: 700px)");
  private engineTold = "";
  private readonly engineKind: ReturnType<typeof engineOf>;
  private readonly parked = new Set<string>();
  /** Once somebody has switched single events, the map no longer does it for them. */
  private chosen = false;
  /** The wall, where the address asks for it. */
  wall: Wall | null = null;
  private stand!: () => void;
  /** When everything asked for stands on the screen, or nothing can. */
  private readonly drawn = new Promise<void>((done) => { this.stand = done; });
  /** The look 服务圈, once it was opened; its code comes with its first use. */
  circles: Circles | null = null;

  constructor(component: Component, lib: string) {
    this.component = component;
    this.manifestUrl = component.data.manifest;
    fill(this.host, skeleton());
    void this.start();
    warm(lib);
    this.engineKind = engineOf();
    addEventListener("popstate", () => { if (this.host.isConnected) this.restore(); });
    document.addEventListener("keydown", (e) => { if (this.host.isConnected) this.key(e); });
  }

  // --- life -----------------------------------------------------------------------------------
  update(component: Component): void {
    const before = this.component.data;
    this.component = component;
    const { data } = component;
    if (this.host.parentElement !== component.parentElement) {
      component.parentElement.append(this.host);
      // The address may have changed meanwhile: a map that moves into its new frame must not write the old one over it.
      this.arriving = true;
      this.scene?.map.resize();
      this.arriving = false;
      if (this.store) speaks(location.search) ? this.restore() : this.link();
    }
    if (data.manifest !== this.manifestUrl) {
      this.manifestUrl = data.manifest;
      void this.renew();
    }
    if (this.panel && JSON.stringify(data.looks) !== JSON.stringify(before.looks)) for (const list of [this.panel, this.icons]) list.setLooks(data.looks ?? []);
    void this.look();
  }
  /** Which look the page wants: the circles borrow this map, or give it back. */
  private async look(): Promise<void> {
    if (!this.store) return;
    const wanted = () => this.component.data.mode === "circles";
    if (!wanted()) {
      if (!this.circles?.on) return;
      this.circles.leave();
      return this.placed(true);
    }
    if (!this.circles) {
      const { Circles } = await import("./circles/index.ts");
      this.circles ??= new Circles({ host: this.host, stage: this.stage, manifest: () => this.manifest, places: this.places, store: this.store, scene: () => this.scene, select: (c) => this.select(c), looks: (list) => this.strip.setLooks(list) });
    }
    if (wanted()) this.circles.enter(this.component.data.looks ?? []);
  }
  private async kiosk(): Promise<void> {
    const { Wall } = await import("./wall/index.ts");
    this.wall ??= new Wall({
      host: this.host, stage: this.stage, csrf: this.component.data.wall?.csrf ?? null, places: this.places, manifest: () => this.manifest, manifestUrl: () => this.manifestUrl,
      scene: () => this.scene, tally: (row) => this.figures.tally(row), rail: (place, days) => this.rails.load(place, days), drawn: () => this.drawn,
      apply: (search) => {
        history.replaceState(history.state, "", location.pathname + search + location.hash);
        // Behind the wall's curtain nothing flies.
        if (this.scene) this.scene.hurried = true;
        this.restore();
        if (!url.read(search).view) this.scene?.fly(this.places.row(this.store.state.place));
      },
      renew: () => this.renew(), resize: (zoom) => { this.scene?.map.setPixelRatio(Math.min((this.scene.slow ? 1 : devicePixelRatio || 1) * zoom, this.scene.slow ? 2 : 4)); this.scene?.map.resize(); },
    });
  }
  detach(parent: HTMLElement): void {
    if (this.host.parentElement === parent) this.host.remove();
  }

  private async start(): Promise<void> {
    api.watch();
    try {
      this.manifest = await api.json<Manifest>(this.manifestUrl);
      this.places = new Places(await api.json<PlacesFile>(this.manifest.places), this.manifest.root);
    } catch (error) {
      return this.broken(error);
    }
    try {
      this.assemble();
      void this.look();
      if (new URLSearchParams(location.search).get("kiosk") === "1") void this.kiosk();
    } catch (error) {
      this.broken(error);
    }
  }

  private broken(error: unknown): void {
    const fault = error instanceof api.Fault ? error : null;
    if (fault?.kind === "session") return location.reload();
    const remedy = fault?.kind === "offline" ? "请检查网络，或请管理员确认服务正在运行。" : "请刷新页面；仍不行时，请管理员查看服务日志。";
    fill(this.host, broken(fault?.message ?? "页面组件出了问题。", remedy, () => { fill(this.host, skeleton()); void this.start(); }));
    if (!fault) console.error(error);
  }

  private initial(): State { return initial(this.manifest, this.places, this.component.data, location.search); }

  private assemble(): void {
    const m = this.manifest;
    const phone = this.small.matches;
    const store = (this.store = new Store(this.initial()));
    this.strip = new Strip({ pick: (c) => this.select(c), days: (d) => store.set({ days: d }), copy: () => { this.link(); void copyLink(this.stage); }, locate: (at) => this.scene?.map.easeTo({ center: at, zoom: 16.5, duration: 0 }) });
    this.panel = new Panel(store, (keys) => this.toggle(keys));
    this.rail = new Rail({
      pick: (c) => this.select(c), open: (what, code) => this.tell("opened", { what, code }), hover: (c) => this.scene?.highlight(c), close: () => this.up(),
      retry: () => this.fetchRail(), links: () => ({ sheet: this.sheetHere(), circles: this.circlesHere() }),
    }, m, this.places);
    this.rail.phone = phone;
    this.floats = new Floats({ zoom: (by) => this.scene?.map.zoomTo(this.scene.map.getZoom() + by, { duration: this.scene.slow ? 0 : 200 }), home: () => this.scene?.goHome(), save: () => this.tell("opened", { what: "save", code: this.store.state.place, search: location.search }), download: () => this.download(), up: () => this.up(), layers: () => this.openPanel(), search: () => this.strip.search.open(), deck: () => this.component.data.links?.deck, pen: this.component.data.links?.pen ? () => location.assign(url.to(this.component.data.links!.pen!, { place: this.store.state.place, days: this.store.state.days })) : undefined });
    const windows = { narrow: () => this.narrow.matches || this.wall !== null, small: () => this.small.matches, panelOpen: () => this.host.classList.contains("panel-open") };
    this.figures = new Figures(this.stage, m, this.places, store, this.rails, this.panel, this.floats, windows, (c) => this.select(c));
    this.strip.setManifest(m, this.places, store.state.days);
    this.panel.setLooks(this.component.data.looks ?? []);
    this.panel.setManifest(m);
    fill(this.stage, this.mapBox, this.figures.layer, this.floats.escape, this.floats.foot, this.floats.legend, this.floats.tools, this.floats.hover,
      this.strip.stamp.root, this.strip.then);
    this.icons.setLooks(this.component.data.looks ?? []);
    fill(this.host, this.strip.root, this.icons.root, this.panel.root, this.stage, this.rail.root,
      bottomBar({ map: () => { this.host.classList.remove("sheet-up", "panel-open"); this.scene?.goHome(); }, list: () => this.host.classList.toggle("sheet-up"), layers: () => this.openPanel() }, !!this.component.data.looks?.length, this.component.data.links?.sheet));
    this.host.classList.toggle("phone", phone);
    this.rail.root.addEventListener("click", (e) => { if ((e.target as Element).closest(".ogm-handle")) this.host.classList.toggle("sheet-up"); });

    this.chosen = url.read(location.search).layers !== null;
    store.on(["zoom"], () => this.near());
    store.on(["place"], () => this.placed());
    store.on(["days"], () => { this.strip.setDays(store.state.days); this.rails.forget(); this.fetchRail(); void this.figures.covered(); this.link(); this.figures.counts(); });
    store.on(["on", "cls", "src", "st", "level", "metric"], () => { this.link(); this.figures.counts(); this.figures.legend(); });
    store.on(["zoom"], () => this.figures.zoomed());
    store.on(["hover"], (s) => this.rail.mark(s.hover));
    this.openMap(url.read(location.search).view);
    this.near();
    this.placed(true);
    new ResizeObserver(() => { this.figures.arrange(); }).observe(this.host);
    this.small.addEventListener("change", () => { this.host.classList.toggle("phone", this.small.matches); this.rail.phone = this.small.matches; this.rebuild(); });
  }

  // --- map ------------------------------------------------------------------------------------
  private openMap(view: ReturnType<typeof url.read>["view"]): void {
    const engine = this.engineKind;
    this.engine(engine);
    if (engine === "none") return this.noMap();
    const row = this.places.row(this.store.state.place);
    try {
      this.scene = new Scene(this.mapBox, this.manifest, this.places, this.store, {
        pick: (c) => this.select(c), up: () => this.up(), event: (i) => this.tell("opened", { what: "event", code: this.places.code(this.events!.place[i]), row: i, file: this.events!.file }),
        hover: (at, what) => this.hover(at, what), note: ([words, ...rest]) => toast(this.stage, `${words}（${rest.join("，")}）`, 8), moved: () => this.moved(), failed: (text) => this.fault(text),
      }, engine === "slow", this.small.matches, view);
    } catch (error) {
      console.warn(error);
      this.engine("none");
      return this.noMap();
    }
    this.figures.scene = this.scene;
    this.circles?.attach();
    const { map } = this.scene;
    if (!view && row >= 0 && this.places.level(row) !== "district") map.once("load", () => this.scene?.fly(row));
    map.getCanvas().setAttribute("aria-label", "地图。方向键移动，加减号缩放，斜杠搜索，Esc 返回上一级。");
    map.getCanvas().addEventListener("webglcontextlost", () => this.lost());
    map.on("move", () => this.figures.soon());
    map.on("idle", () => this.figures.legend());
    this.paintMarks();
    void this.content();
    this.store.set({ zoom: map.getZoom() });
    this.figures.zoomed();
  }

  /** First paint: borders or zones are on the screen. Everything: all asked sources, points and names are. */
  private paintMarks(): void {
    const { map } = this.scene!;
    const first = () => {
      const key = ["zones", "l2", "outline"].find((k) => this.store.state.on.has(k) && map.getSource(k));
      if (key && !map.isSourceLoaded(key)) return;
      map.off("render", first);
      setTimeout(() => this.scene?.rest(), 0);
      if (this.ready.firstPaint !== null) return;
      this.ready.firstPaint = performance.now();
      performance.mark("ogm:first");
      this.host.classList.add("drawn");
    };
    map.on("render", first);
  }

  private async content(): Promise<void> {
    const scene = this.scene!;
    await fontsReady(this.places.file.name.join(""));
    const styled = () => new Promise<void>((done) => (scene.styled ? done() : scene.map.once("style.load", () => done())));
    const entry = this.manifest.layers.find((l) => l.key === "events");
    const points = entry?.url && entry.points ? api.bytes(entry.url).then((b) => new Events(decode(b, entry.points!.columns), this.places, entry.url!)) : null;
    await styled();
    await Promise.race([scene.opened, new Promise((r) => setTimeout(r, 8000))]);
    scene.symbols.labels();
    scene.visibility();
    try {
      const [events] = await Promise.all([points, scene.geometry.load("zone").catch(() => null), scene.geometry.load("l2").catch(() => null)]);
      if (events) {
        this.events = this.figures.events = events;
        scene.symbols.setEvents(events);
        this.figures.counts();
      }
    } catch (error) {
      toast(this.stage, error instanceof Error ? `事件没有取到：${error.message}` : "事件没有取到。");
    }
    this.figures.arrange();
    this.figures.legend();
    await this.rails.done;
    const settle = () => {
      scene.map.once("idle", () => {
        this.painted = true;
        this.ready.allPaint = performance.now();
        performance.mark("ogm:all");
        this.stand();
        void this.figures.covered();
        // The finer levels come now, unseen, so that the first zoom finds them there.
        setTimeout(() => scene.ensure(true), 1500);
      });
      scene.map.triggerRepaint();
    };
    settle();
  }

  private lost(): void {
    if (this.rebuilt) {
      this.engine("none");
      return this.noMap();
    }
    this.rebuilt = true;
    toast(this.stage, "显卡重置了地图，正在恢复…");
    setTimeout(() => this.rebuild(), 300);
  }
  private rebuild(): void {
    const c = this.scene?.map.getCenter();
    const view = c ? { lng: c.lng, lat: c.lat, z: this.scene!.map.getZoom() } : null;
    try { this.scene?.map.remove(); } catch { /* a lost context cannot be cleaned up */ }
    this.scene = this.figures.scene = null;
    this.mapBox.replaceChildren();
    this.openMap(this.small.matches ? null : view);
    if (this.scene) void (this.scene as Scene).select();
  }
  private noMap(): void {
    this.mapBox.replaceChildren(noMap(this.component.data.links?.light));
    this.stand();
    this.host.classList.add("drawn", "nomap");
  }
  private engine(value: "webgl" | "slow" | "none"): void {
    if (this.engineTold === value) return;
    const before = this.engineTold;
    this.engineTold = value;
    // Only a map that cannot be drawn changes the page: any other answer would run the script again for nothing.
    if (value !== "none" && before !== "none") return;
    // Not during the mount: the framework would drop the value.
    setTimeout(() => this.component.setStateValue("engine", value), 0);
  }
  private fault(text: string): void {
    if (/401/.test(text)) return location.reload();
    toast(this.stage, "有图层没有取到，数据可能已更新。刷新页面可重新取得。", 8);
    console.warn(text);
  }

  private async renew(): Promise<void> {
    try {
      const next = await api.json<Manifest>(this.manifestUrl);
      if (!this.manifest) return;
      const same = next.places === this.manifest.places && next.layers.map((l) => l.key).join() === this.manifest.layers.map((l) => l.key).join();
      if (!same) return location.reload();
      const events = next.layers.find((l) => l.key === "events");
      this.manifest = this.figures.manifest = next;
      this.scene?.refresh(next);
      this.strip.setManifest(next, this.places, this.store.state.days);
      this.panel.setManifest(next);
      this.rails.forget();
      this.fetchRail();
      if (events?.url && events.points && events.url !== this.events?.file) {
        this.events = this.figures.events = new Events(decode(await api.bytes(events.url), events.points.columns), this.places, events.url);
        this.scene?.symbols.setEvents(this.events);
      }
      this.figures.counts();
    } catch (error) {
      if (error instanceof api.Fault && error.kind === "session") location.reload();
      else toast(this.stage, "新数据没有取到，仍显示原来的。");
    }
  }

  // --- what the person does ---------------------------------------------------------------------
  select(code: string): void {
    const row = this.places.row(code);
    if (row < 0) return toast(this.stage, "没有这个地方，或不在您的范围内。");
    performance.mark("ogm:click");
    const changed = code !== this.store.state.place;
    if (changed) this.store.set({ place: code });
    // Software drawing may hold the page for some frames: there the figures come first, then the map moves.
    if (this.scene?.slow && changed) void Promise.race([this.rails.done, new Promise((r) => setTimeout(r, 200))]).then(() => setTimeout(() => { if (this.store.state.place === code) this.scene?.fly(row); }, 0));
    else this.scene?.fly(row);
    if (!changed) return;
    history.pushState(history.state, "", location.pathname + (this.circles?.on ? this.circles.link() : url.write(location.search, { ...this.address() })) + location.hash);
    // After the new entry stands: what follows from the place must not be written into the one before.
    this.near();
    this.tell("picked", { code });
  }
  up(): void {
    const row = this.places.row(this.store.state.place);
    const above = this.places.up(row);
    if (above < 0) return this.scene?.goHome();
    this.select(this.places.code(above));
  }
  /** Single open events belong to a community and to street level: there they come by themselves, from afar they go. */
  private near(): void {
    const { on, place, zoom } = this.store.state;
    if (this.component.data.mode === "circles" || this.chosen || on.has("nine") || !this.manifest.layers.some((l) => l.key === "events")) return;
    const close = ["l2", "l3", "micro", "dedicated", "center"].includes(this.places.level(this.places.row(place))) || zoom >= (on.has("events") ? 14.3 : 14.5);
    if (close === on.has("events")) return;
    const next = new Set(on);
    if (close) next.add("events");
    else next.delete("events");
    this.store.set({ on: next });
  }
  toggle(keys: string | string[]): void {
    const list = typeof keys === "string" ? [keys] : keys;
    if (list.includes("events")) this.chosen = true;
    const on = new Set(this.store.state.on);
    const off = list.every((k) => on.has(k));
    for (const k of list) off ? on.delete(k) : on.add(k);
    // Both are discs with a character: the nine colours and the events never share one map.
    if (!off && list.includes("nine")) for (const k of EVENT_KEYS) { if (on.delete(k)) this.parked.add(k); }
    else if (off && list.includes("nine")) { for (const k of this.parked) on.add(k); this.parked.clear(); }
    else if (!off && list.some((k) => EVENT_KEYS.includes(k))) { on.delete("nine"); this.parked.clear(); }
    const from = performance.now();
    performance.mark("ogm:toggle-start");
    this.store.set({ on });
    const { map } = this.scene ?? {};
    map?.once("idle", () => { this.ready.toggle = performance.now() - from; performance.mark("ogm:toggle"); });
    map?.triggerRepaint();
  }
  private tell(name: string, value: unknown): void { setTimeout(() => this.component.setTriggerValue(name, value), 0); }

  private placed(first = false): void {
    const row = this.places.row(this.store.state.place);
    this.strip.setPlace(this.places, row);
    const above = this.places.up(row);
    this.floats.back(above < 0 ? null : this.places.title(above));
    this.host.classList.remove("sheet-up");
    this.rail.provisional(row);
    this.fetchRail();
    this.figures.counts();
    if (!first) this.figures.arrange();
  }

  /** The room 出图 at the same place and period. */
  private sheetHere(): string | undefined {
    const sheet = this.component.data.links?.sheet;
    return sheet && url.to(sheet, { place: this.store.state.place, days: this.store.state.days });
  }
  /** The look 服务圈 at the place on the screen. */
  private circlesHere(): string | undefined {
    const look = this.component.data.looks?.find((l) => l.title === "服务圈" && !l.active);
    const { place } = this.store.state;
    return look && url.to(look.url, { place: place === this.manifest.root ? null : place });
  }
  private fetchRail(): void {
    if (this.component.data.mode === "circles") return;
    const { place, days } = this.store.state;
    this.rails.show(place, days, (data) => {
      this.rail.set(data);
      this.ready.card = performance.now();
      performance.mark("ogm:card");
    }, (error) => {
      if (error instanceof api.Fault && error.kind === "session") return location.reload();
      this.rail.failed(error instanceof Error ? error.message : "服务器没有回答。");
    });
  }

  private hover(at: { x: number; y: number } | null, what: { place: number; event: number; note?: string[] } | null): void {
    if (!at || !what || this.small.matches) return this.floats.hoverAt(null, { w: 0, h: 0 });
    if (what.note) this.floats.note(what.note);
    else if (what.event >= 0 && this.events) this.floats.event(this.manifest, this.events, what.event, this.places);
    else if (what.place >= 0) this.floats.place(this.places, what.place, this.figures.tally(what.place), this.scene?.shade.told(this.places.code(what.place)));
    this.floats.hoverAt(at, { w: this.stage.clientWidth, h: this.stage.clientHeight });
  }
  private moved(): void {
    this.figures.zoomed();
    this.figures.arrange();
    const c = this.scene!.map.getCenter();
    this.link(url.viewText(c.lng, c.lat, this.scene!.map.getZoom()));
  }
  // --- address --------------------------------------------------------------------------------
  private address(): ReturnType<typeof address> { return address(this.manifest, this.store.state, location.search, this.chosen); }
  private link(view?: string): void {
    if (!this.host.isConnected || this.arriving || this.wall) return; // a wall writes its own address
    const next = this.circles?.on ? this.circles.link(view) : this.component.data.mode === "circles" ? location.search : url.write(location.search, { ...this.address(), ...(view ? { view } : {}) });
    if (next !== location.search) history.replaceState(history.state, "", location.pathname + next + location.hash);
  }
  /** Back and forward: the address is the truth; the framework reruns the page from it as well. */
  private restore(): void {
    // The server may already have been told an older place: only the address counts here.
    const s = initial(this.manifest, this.places, {}, location.search);
    const { view } = url.read(location.search);
    const moved = s.place !== this.store.state.place;
    this.chosen = url.read(location.search).layers !== null;
    this.store.set({ place: s.place, days: s.days, on: this.circles?.on ? this.store.state.on : s.on, level: s.level, metric: s.metric, cls: s.cls, st: s.st });
    this.near();
    if (view && this.scene) this.scene.map.jumpTo({ center: [view.lng, view.lat], zoom: view.z });
    else if (moved) this.scene?.fly(this.places.row(s.place));
  }
  private download(): void {
    if (!this.scene) return;
    const title = this.places.title(this.places.row(this.store.state.place));
    const { as_of, synthetic } = this.manifest;
    const caption = `${title}　数据截至 ${as_of.replace("T", " ")}　${synthetic ? "演示数据　" : ""}示意边界，不作划界依据`;
    download(this.scene.map, caption, `一张图_${title}_${as_of.slice(0, 10)}.png`, () => toast(this.stage, "图片没有生成，请再试一次。"));
  }

  // --- keyboard -------------------------------------------------------------------------------
  private openPanel(): void {
    this.host.classList.toggle("panel-open");
    if (this.host.classList.contains("panel-open")) this.panel.root.querySelector<HTMLElement>("select,input")?.focus();
    this.figures.legend();
    this.figures.arrange();
  }
  private key(e: KeyboardEvent): void {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element | null)?.tagName ?? "") && (e.target as HTMLInputElement).type !== "checkbox";
    if (e.ctrlKey || e.metaKey || e.altKey || covered()) return;
    if (e.key === "Escape" && !typing) {
      if (this.host.classList.contains("panel-open")) this.openPanel();
      else if (this.host.classList.contains("sheet-up")) this.host.classList.remove("sheet-up");
      else this.up();
    } else if (typing) return;
    else if (e.key === "/") { this.strip?.search.open(); e.preventDefault(); }
    else if (e.key === "l" || e.key === "L") this.openPanel();
    else if ((e.key === "s" || e.key === "S") && this.sheetHere()) location.assign(api.absolute(this.sheetHere()!));
  }

  stats(): Record<string, unknown> {
    const map = this.scene?.map;
    return {
      ready: this.ready, painted: this.painted, engine: this.engineTold, place: this.store?.state.place, zoom: map?.getZoom(), level: this.scene?.levelShown(),
      ...(this.scene?.symbols.stats() ?? {}), ...(this.circles ? { circles: this.circles.stats() } : {}), ...(this.wall ? { wall: { ...this.wall.told } } : {}), layers: this.store && this.manifest.layers.filter((l) => this.store.state.on.has(l.key)).map((l) => l.key),
    };
  }
}
