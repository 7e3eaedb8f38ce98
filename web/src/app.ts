// The page 一张图: one state, one map, and the panels around it.
import * as api from "./api.ts";
import { type Component, type Manifest, type PlacesFile, type Rail as RailData } from "./contract.ts";
import { Events } from "./events.ts";
import { FONT } from "./glyphs.ts";
import { count, people } from "./format.ts";
import { engineOf } from "./engine.ts";
import { Scene } from "./map/scene.ts";
import { OWN } from "./map/style.ts";
import { LEVEL_TITLE, Places } from "./places.ts";
import { decode } from "./points.ts";
import { OPEN, Store, type State } from "./store.ts";
import { callouts, type CalloutItem } from "./ui/callouts.ts";
import { fill, h, icon, toast } from "./ui/dom.ts";
import { Floats } from "./ui/floats.ts";
import { Panel } from "./ui/panel.ts";
import { Rail } from "./ui/rail.ts";
import { Strip } from "./ui/strip.ts";
import * as url from "./url.ts";

export interface Ready { firstPaint: number | null; allPaint: number | null; card: number | null; toggle: number | null }
const EVENT_KEYS = ["overdue", "events", "hexes"];
const LEVEL_WORD = { zones: "片区", l2: "社区", l3: "三级", micro: "微网格" } as const;

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
  private readonly calls = h("div", { cls: "ogm-calls" });
  private lastFly: number | undefined;
  private rails = new Map<string, RailData>();
  private railAsked = 0;
  private rebuilt = false;
  private background = false;
  private painted = false;
  private readonly narrow = matchMedia("(max-width: 1399px)");
  private readonly small = matchMedia("(max-width: 700px)");
  private engineTold = "";
  private readonly parked = new Set<string>();

  constructor(component: Component, private readonly lib: string) {
    this.component = component;
    this.manifestUrl = component.data.manifest;
    this.lastFly = component.data.fly;
    this.skeleton();
    void this.start();
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
      this.scene?.map.resize();
      if (this.store) this.restore();
    }
    if (data.manifest !== this.manifestUrl) {
      this.manifestUrl = data.manifest;
      void this.renew();
    }
    if (this.panel && JSON.stringify(data.looks) !== JSON.stringify(before.looks)) this.panel.setLooks(data.looks ?? []);
    if (data.fly !== undefined && data.fly !== this.lastFly) {
      this.lastFly = data.fly;
      if (this.store && data.place && data.place !== this.store.state.place) this.select(data.place, { tell: false });
    }
  }
  detach(parent: HTMLElement): void {
    if (this.host.parentElement === parent) this.host.remove();
  }

  private skeleton(): void {
    const bone = (height: number) => h("div", { cls: "ogm-bone", css: { height: `${height}px` } });
    fill(this.host, h("div", { cls: "ogm-strip" }, h("div", { cls: "ogm-bone", css: { width: "120px", height: "20px" } })),
      h("aside", { cls: "ogm-panel" }, h("div", { cls: "ogm-bones" }, [24, 24, 24, 24, 24, 24, 24, 24, 24].map(bone))),
      h("main", { cls: "ogm-stage", "aria-busy": "true" }, h("p", { cls: "ogm-wait", role: "status" }, "正在打开地图…")),
      h("aside", { cls: "ogm-rail" }, h("div", { cls: "ogm-bones" }, [36, 80, 80, 80, 32, 220].map(bone))));
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
    } catch (error) {
      this.broken(error);
    }
  }

  private broken(error: unknown): void {
    const fault = error instanceof api.Fault ? error : null;
    if (fault?.kind === "session") return location.reload();
    fill(this.host, h("div", { cls: "ogm-broken", role: "alert" }, icon("warn", 28), h("h2", null, "地图没有打开"), h("p", null, fault?.message ?? "页面组件出了问题。"),
      h("p", null, fault?.kind === "offline" ? "请检查网络，或请管理员确认服务正在运行。" : "请刷新页面；仍不行时，请管理员查看服务日志。"),
      h("button", { type: "button", cls: "ogm-button primary", onclick: () => { this.skeleton(); void this.start(); } }, "再试一次")));
    if (!fault) console.error(error);
  }

  private initial(): State {
    const { data } = this.component;
    const now = url.read(location.search);
    const known = new Set(this.manifest.layers.map((l) => l.key));
    const layers = now.layers?.filter((k) => known.has(k));
    const place = [now.place, data.place, this.manifest.root, this.manifest.district.code].find((c) => this.places.row(c) >= 0) ?? this.manifest.district.code;
    const level = (["auto", "zones", "l2", "l3", "micro"] as const).find((l) => l === now.level) ?? "auto";
    const cls = now.cls?.map((c) => this.manifest.classes.findIndex((x) => x.code === c)).filter((i) => i >= 0) ?? [];
    return { place, days: now.days ?? data.days ?? 30, on: layers ? new Set(layers) : this.defaults(), level, cls: cls.length ? new Set(cls) : null, src: null, st: now.st ? new Set(now.st) : OPEN, zoom: 11, hover: null };
  }
  private defaults(): Set<string> { return new Set(this.manifest.layers.filter((l) => l.on).map((l) => l.key)); }

  private assemble(): void {
    const m = this.manifest;
    const phone = this.small.matches;
    const store = (this.store = new Store(this.initial()));
    this.strip = new Strip({ pick: (c) => this.select(c), days: (d) => store.set({ days: d }), copy: () => void this.copy(), locate: (at) => this.scene?.map.easeTo({ center: at, zoom: 16.5, duration: 0 }) });
    this.panel = new Panel(store, (keys) => this.toggle(keys));
    this.rail = new Rail({
      pick: (c) => this.select(c), open: (what, code) => this.tell("opened", { what, code }), hover: (c) => this.scene?.highlight(c), close: () => this.up(),
      retry: () => this.fetchRail(), links: () => ({ sheet: this.component.data.links?.sheet, circles: this.component.data.looks?.find((l) => l.title === "服务圈" && !l.active)?.url }),
    }, m, this.places);
    this.rail.phone = phone;
    this.floats = new Floats({ zoom: (by) => this.scene?.map.zoomTo(this.scene.map.getZoom() + by, { duration: this.scene.slow ? 0 : 200 }), home: () => this.scene?.goHome(), download: () => this.download(), up: () => this.up(), layers: () => this.openPanel(), search: () => this.strip.search.open(), deck: () => this.component.data.links?.deck });
    this.strip.setManifest(m, this.places, store.state.days);
    this.panel.setLooks(this.component.data.looks ?? []);
    this.panel.setManifest(m);
    fill(this.stage, this.mapBox, this.calls, this.floats.escape, this.floats.foot, this.floats.legend, this.floats.tools, this.floats.hover,
      h("div", { cls: "ogm-phonechip" }, h("i", { cls: "ogm-dot" }), h("span", null, "")));
    const rail48 = h("div", { cls: "ogm-icons", role: "toolbar", "aria-label": "面板" },
      h("button", { type: "button", title: "图层（L）", "aria-label": "图层", "aria-controls": "ogm-panel", onclick: () => this.openPanel() }, icon("layers", 22)));
    fill(this.host, this.strip.root, rail48, this.panel.root, this.stage, this.rail.root, this.bottomBar());
    this.host.classList.toggle("phone", phone);
    this.rail.root.addEventListener("click", (e) => { if ((e.target as Element).closest(".ogm-handle")) this.host.classList.toggle("sheet-up"); });

    store.on(["place"], () => this.placed());
    store.on(["days"], () => { this.strip.setDays(store.state.days); this.rails.clear(); this.fetchRail(); void this.covered(); this.link(); this.counts(); });
    store.on(["on", "cls", "src", "st", "level"], () => { this.link(); this.counts(); this.legend(); });
    store.on(["zoom"], () => this.zoomed());
    store.on(["hover"], (s) => this.rail.mark(s.hover));
    this.openMap(url.read(location.search).view);
    this.placed(true);
    new ResizeObserver(() => { this.arrange(); }).observe(this.host);
    this.small.addEventListener("change", () => { this.host.classList.toggle("phone", this.small.matches); this.rail.phone = this.small.matches; this.rebuild(); });
  }

  private bottomBar(): HTMLElement {
    const { looks, links } = this.component.data;
    const item = (name: string, title: string, run: () => void, cls = "") => h("button", { type: "button", cls, onclick: run }, icon(name, 22), h("span", null, title));
    return h("nav", { cls: "ogm-bottom", "aria-label": "手机导航" },
      item("pin", "一张图", () => { this.host.classList.remove("sheet-up", "panel-open"); this.scene?.goHome(); }, "active"),
      item("list", "清单", () => this.host.classList.toggle("sheet-up")),
      item("layers", "图层", () => this.openPanel()),
      looks?.length ? item("eye", "更多", () => this.openPanel()) : null,
      links?.sheet ? h("a", { href: links.sheet }, icon("download", 22), h("span", null, "出图")) : null);
  }

  // --- map ------------------------------------------------------------------------------------
  private openMap(view: ReturnType<typeof url.read>["view"]): void {
    const engine = engineOf();
    this.engine(engine);
    if (engine === "none") return this.noMap();
    const row = this.places.row(this.store.state.place);
    try {
      this.scene = new Scene(this.mapBox, this.manifest, this.places, this.store, {
        pick: (c) => this.select(c), up: () => this.up(), event: (i) => this.tell("opened", { what: "event", code: this.places.code(this.events!.place[i]), row: i, file: this.events!.file }),
        hover: (at, what) => this.hover(at, what), moved: () => this.moved(), failed: (text) => this.fault(text),
      }, engine === "slow", this.small.matches, this.lib, view);
    } catch (error) {
      console.warn(error);
      this.engine("none");
      return this.noMap();
    }
    const { map } = this.scene;
    if (!view && row >= 0 && this.places.level(row) !== "district") map.once("load", () => this.scene?.fly(row));
    map.getCanvas().setAttribute("aria-label", "地图。方向键移动，加减号缩放，斜杠搜索，Esc 返回上一级。");
    map.getCanvas().addEventListener("webglcontextlost", () => this.lost());
    map.on("move", () => this.arrangeSoon());
    this.paintMarks();
    void this.content();
    this.store.set({ zoom: map.getZoom() });
    this.zoomed();
  }

  /** First paint: borders or zones are on the screen. Everything: all asked sources, points and names are. */
  private paintMarks(): void {
    const { map } = this.scene!;
    const first = () => {
      const key = ["zones", "l2", "outline"].find((k) => this.store.state.on.has(k) && map.getSource(k));
      if (this.ready.firstPaint !== null || (key && !map.isSourceLoaded(key))) return;
      map.off("render", first);
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
    scene.symbols.labels();
    scene.visibility();
    try {
      const [events] = await Promise.all([points, scene.geometry.load("zone").catch(() => null), scene.geometry.load("l2").catch(() => null)]);
      if (events) {
        this.events = events;
        scene.symbols.setEvents(events);
        this.counts();
      }
    } catch (error) {
      toast(this.stage, error instanceof Error ? `事件没有取到：${error.message}` : "事件没有取到。");
    }
    this.arrange();
    this.legend();
    this.background = true;
    // The finer levels come now, unseen, so that the first zoom finds them there.
    scene.ensure(true);
    const settle = () => {
      if (!this.rails.size && this.railAsked) return void setTimeout(settle, 40);
      scene.map.once("idle", () => {
        this.painted = true;
        this.ready.allPaint = performance.now();
        performance.mark("ogm:all");
        void this.covered();
        void scene.geometry.load("l3").catch(() => null).then(() => scene.geometry.load("micro").catch(() => null));
      });
      scene.map.triggerRepaint();
    };
    settle();
  }

  /** The covered share on the callouts is the tile of that 片区, fetched once everything is drawn. */
  private async covered(): Promise<void> {
    const { days, place } = this.store.state;
    const row = this.places.row(place);
    if (row < 0 || this.places.level(row) !== "district" || this.small.matches) return;
    for (const z of this.places.ofLevel("zone")) {
      const key = `${this.places.code(z)}|${days}`;
      if (this.rails.has(key)) continue;
      try {
        this.rails.set(key, await api.json<RailData>(this.railUrl(this.places.code(z), days)));
      } catch { return; }
    }
    this.arrange();
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
    this.scene = null;
    this.mapBox.replaceChildren();
    this.openMap(this.small.matches ? null : view);
    if (this.scene) void (this.scene as Scene).select();
  }
  private noMap(): void {
    this.mapBox.replaceChildren(h("div", { cls: "ogm-broken", role: "alert" }, icon("warn", 28), h("h2", null, "这台电脑的浏览器打不开立体绘图（WebGL2）"), h("p", null, "右侧的数字和排名仍可使用；地图可改用轻量版。"),
      h("p", null, "常见原因：显卡驱动被停用、远程桌面、浏览器关闭了硬件加速。"), this.component.data.links?.light ? h("a", { cls: "ogm-button primary", href: this.component.data.links.light }, "打开轻量地图") : null));
    this.host.classList.add("drawn", "nomap");
  }
  private engine(value: "webgl" | "slow" | "none"): void {
    if (this.engineTold === value) return;
    this.engineTold = value;
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
      this.manifest = next;
      this.scene?.refresh(next);
      this.strip.setManifest(next, this.places, this.store.state.days);
      this.panel.setManifest(next);
      this.rails.clear();
      this.fetchRail();
      if (events?.url && events.points && events.url !== this.events?.file) {
        this.events = new Events(decode(await api.bytes(events.url), events.points.columns), this.places, events.url);
        this.scene?.symbols.setEvents(this.events);
      }
      this.counts();
    } catch (error) {
      if (error instanceof api.Fault && error.kind === "session") location.reload();
      else toast(this.stage, "新数据没有取到，仍显示原来的。");
    }
  }

  // --- what the person does ---------------------------------------------------------------------
  select(code: string, how: { tell?: boolean; push?: boolean; fly?: boolean } = {}): void {
    const row = this.places.row(code);
    if (row < 0) return toast(this.stage, "没有这个地方，或不在您的范围内。");
    performance.mark("ogm:click");
    const changed = code !== this.store.state.place;
    if (changed) this.store.set({ place: code });
    if (how.fly !== false) {
      // Software drawing may hold the page for some frames: there the figures come first, then the map moves.
      if (this.scene?.slow && changed) void Promise.race([this.railDone, new Promise((r) => setTimeout(r, 200))]).then(() => setTimeout(() => { if (this.store.state.place === code) this.scene?.fly(row); }, 0));
      else this.scene?.fly(row);
    }
    if (!changed) return;
    if (how.push !== false) history.pushState(history.state, "", location.pathname + url.write(location.search, { ...this.address() }) + location.hash);
    if (how.tell !== false) this.tell("picked", { code });
  }
  up(): void {
    const row = this.places.row(this.store.state.place);
    const above = this.places.up(row);
    if (above < 0) return this.scene?.goHome();
    this.select(this.places.code(above));
  }
  toggle(keys: string | string[]): void {
    const list = typeof keys === "string" ? [keys] : keys;
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
    const chip = this.stage.querySelector(".ogm-phonechip span");
    if (chip) chip.textContent = `${this.manifest.as_of.slice(5, 16).replace("T", " ")}\n近 ${this.store.state.days} 天`;
    this.host.classList.remove("sheet-up");
    this.rail.provisional(row);
    this.fetchRail();
    this.counts();
    if (!first) this.arrange();
  }

  private railUrl(place: string, days: number): string {
    return `data/v1/place/${encodeURIComponent(place)}?d=${days}&h=${encodeURIComponent(this.manifest.version)}`;
  }
  private railDone: Promise<void> = Promise.resolve();
  private fetchRail(): void {
    const { place, days } = this.store.state;
    const key = `${place}|${days}`;
    const ask = ++this.railAsked;
    const put = (data: RailData) => {
      if (ask !== this.railAsked) return;
      this.rail.set(data);
      this.ready.card = performance.now();
      performance.mark("ogm:card");
    };
    const known = this.rails.get(key);
    if (known) return put(known);
    this.railDone = api.json<RailData>(this.railUrl(place, days)).then(
      (data) => {
        if (this.rails.size > 200) this.rails.clear();
        this.rails.set(key, data);
        put(data);
      },
      (error: unknown) => {
        if (error instanceof api.Fault && error.kind === "session") return location.reload();
        if (ask === this.railAsked) { this.rail.failed(error instanceof Error ? error.message : "服务器没有回答。"); this.railAsked = 0; }
      });
  }

  private hover(at: { x: number; y: number } | null, what: { place: number; event: number } | null): void {
    if (!at || !what || this.small.matches) return this.floats.hoverAt(null, { w: 0, h: 0 });
    if (what.event >= 0 && this.events) this.floats.event(this.manifest, this.events, what.event, this.places);
    else if (what.place >= 0) this.floats.place(this.places, what.place, this.tallyOf(what.place));
    this.floats.hoverAt(at, { w: this.stage.clientWidth, h: this.stage.clientHeight });
  }
  private tallies = new Map<string, ReturnType<Events["tally"]>>();
  private tallyOf(row: number): ReturnType<Events["tally"]> | null {
    if (!this.events) return null;
    const key = String(row);
    let t = this.tallies.get(key);
    if (!t) this.tallies.set(key, (t = this.events.tally(this.store.state, row)));
    return t;
  }

  /** A single grid is counted with its community, as the map shows it. */
  private context(): number {
    const place = this.places.row(this.store.state.place);
    const fine = ["l3", "micro", "dedicated", "center"].includes(this.places.level(place));
    return fine && this.places.l2[place] >= 0 ? this.places.l2[place] : place;
  }

  // --- what follows from the state ----------------------------------------------------------------
  private counts(): void {
    this.tallies.clear();
    if (this.events) {
      const t = this.events.tally(this.store.state, this.context());
      this.panel.setCount("overdue", t.overdue);
      this.panel.setCount("events", t.waiting + t.doing + t.overdue);
    }
    const row = this.context();
    const order = ["zone", "l1", "l2", "l3", "micro"];
    const rank = order.indexOf(this.places.level(row));
    for (const [key, level] of [["zones", "zone"], ["l1", "l1"], ["l2", "l2"], ["l3", "l3"], ["micro", "micro"], ["dedicated", "dedicated"], ["centers", "center"]] as const) {
      let n = 0;
      for (let i = 0; i < this.places.n; i++) if (this.places.level(i) === level && this.places.inside(i, row)) n++;
      this.panel.setCount(key, (key === "l1" && !n) || order.includes(level) && order.indexOf(level) <= rank ? null : n);
    }
    this.arrangeSoon();
  }
  private zoomed(): void {
    if (!this.scene) return;
    this.panel.setShown(LEVEL_WORD[this.scene.levelShown()]);
    this.floats.scale(this.scene.metresPerPixel());
    this.legend();
  }
  private legend(): void {
    if (!this.scene) return;
    const panelShown = !this.narrow.matches || this.host.classList.contains("panel-open");
    this.floats.drawLegend(this.manifest, this.store.state, this.scene.map.getZoom(), this.events, panelShown, this.scene.symbols.classes, this.scene.symbols.rings > 0);
    this.floats.legend.toggleAttribute("hidden", this.floats.legend.hidden || this.small.matches);
  }
  private moved(): void {
    this.zoomed();
    this.arrange();
    const c = this.scene!.map.getCenter();
    this.link(url.viewText(c.lng, c.lat, this.scene!.map.getZoom()));
  }
  private pending = 0;
  private arrangeSoon(): void {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => { this.pending = 0; this.arrange(); });
  }
  /** Callouts live beside the whole district; elsewhere the names stand on the map. */
  private arrange(): void {
    if (!this.scene) return;
    const row = this.places.row(this.store.state.place);
    const whole = row >= 0 && this.places.level(row) === "district" && this.store.state.on.has("zones") && !this.small.matches;
    const { map, geometry, symbols } = this.scene;
    this.floats.scale(this.scene.metresPerPixel());
    if (!whole || map.getZoom() > 13 || !geometry.ready("zone")) {
      this.calls.replaceChildren();
      symbols.zoneNames(true);
      return;
    }
    const items: CalloutItem[] = [];
    const { file } = this.places;
    for (const z of this.places.ofLevel("zone")) {
      const area = geometry.of("zone", file.code[z]);
      if (!area) continue;
      const n = this.places.children(z, "l2").length;
      const t = this.tallyOf(z);
      const cov = file.cov?.[z] ?? this.rails.get(`${file.code[z]}|${this.store.state.days}`)?.tiles.find((x) => x.key === "coverage")?.value ?? null;
      items.push({
        code: file.code[z], name: file.name[z], area, color: this.stroke(file.code[z]), size: `${n} 个社区(村)，${people(file.ppl[z])}${(file.ppl[z] ?? 0) >= 10000 ? "人" : " 人"}`,
        facts: [...(cov !== null ? [["覆盖", `${cov.toFixed(cov >= 99.95 ? 0 : 1)}%`, false] as [string, string, boolean]] : []), ...(t ? [["超期", count(t.overdue), t.overdue > 0] as [string, string, boolean]] : [])],
      });
    }
    const box = this.stage.getBoundingClientRect();
    const legend = this.floats.legend.hidden ? 0 : this.floats.legend.offsetHeight;
    const shown = callouts(this.calls, items, (p) => map.project(p), { w: box.width, h: box.height }, { left: legend + 70, right: 240 }, (c) => this.select(c));
    symbols.zoneNames(!shown);
  }
  private stroke(code: string): string {
    return String(this.scene?.geometry.props.get(code)?.["stroke"] ?? "#52606D");
  }

  // --- address --------------------------------------------------------------------------------
  private address(): Partial<Record<keyof url.UrlState, string | null>> {
    const s = this.store.state;
    const d = this.defaults();
    const same = s.on.size === d.size && [...s.on].every((k) => d.has(k));
    const open = s.st.size === OPEN.size && [...s.st].every((k) => OPEN.has(k));
    return {
      place: s.place === this.manifest.root ? null : s.place, days: s.days === (this.component.data.days ?? 30) && !new URLSearchParams(location.search).has("days") ? null : String(s.days),
      layers: same ? null : this.manifest.layers.map((l) => l.key).filter((k) => s.on.has(k)).join(",") || "none", level: s.level === "auto" ? null : s.level,
      cls: s.cls ? [...s.cls].map((i) => this.manifest.classes[i].code).join(",") : null, st: open ? null : [...s.st].sort().join(",") || null,
    };
  }
  private link(view?: string): void {
    if (!this.host.isConnected) return;
    const next = url.write(location.search, { ...this.address(), ...(view ? { view } : {}) });
    if (next !== location.search) history.replaceState(history.state, "", location.pathname + next + location.hash);
  }
  /** Back and forward: the address is the truth; the framework reruns the page from it as well. */
  private restore(): void {
    const s = this.initial();
    const { view } = url.read(location.search);
    const moved = s.place !== this.store.state.place;
    this.store.set({ place: s.place, days: s.days, on: s.on, level: s.level, cls: s.cls, st: s.st });
    if (view && this.scene) this.scene.map.jumpTo({ center: [view.lng, view.lat], zoom: view.z });
    else if (moved) this.scene?.fly(this.places.row(s.place));
  }
  private async copy(): Promise<void> {
    this.link();
    try {
      await navigator.clipboard.writeText(location.href);
      toast(this.stage, "链接已复制，对方登录后看到同一张图。");
    } catch {
      const box = h("input", { value: location.href, readonly: true, "aria-label": "链接" });
      this.host.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      toast(this.stage, done ? "链接已复制。" : "浏览器不允许复制，请从地址栏复制。");
    }
  }

  private download(): void {
    const map = this.scene?.map;
    if (!map) return;
    map.once("render", () => {
      const from = map.getCanvas();
      const canvas = document.createElement("canvas");
      canvas.width = from.width;
      canvas.height = from.height;
      const c = canvas.getContext("2d")!;
      c.drawImage(from, 0, 0);
      // A picture that leaves the screen says what it is and of when.
      const k = from.width / from.clientWidth;
      const text = `${this.places.title(this.places.row(this.store.state.place))}　数据截至 ${this.manifest.as_of.replace("T", " ")}　${this.manifest.synthetic ? "演示数据　" : ""}示意边界，不作划界依据`;
      c.font = `${13 * k}px ${FONT}`;
      c.fillStyle = "rgba(255,255,255,.86)";
      c.fillRect(0, canvas.height - 26 * k, c.measureText(text).width + 24 * k, 26 * k);
      c.fillStyle = "#1F2933";
      c.fillText(text, 12 * k, canvas.height - 8 * k);
      canvas.toBlob((blob) => {
        if (!blob) return toast(this.stage, "图片没有生成，请再试一次。");
        const a = h("a", { href: URL.createObjectURL(blob), download: `一张图_${this.places.title(this.places.row(this.store.state.place))}_${this.manifest.as_of.slice(0, 10)}.png` });
        a.click();
        setTimeout(() => URL.revokeObjectURL(a.href), 5000);
      });
    });
    map.triggerRepaint();
  }

  // --- keyboard -------------------------------------------------------------------------------
  private openPanel(): void {
    this.host.classList.toggle("panel-open");
    if (this.host.classList.contains("panel-open")) this.panel.root.querySelector<HTMLElement>("select,input")?.focus();
    this.legend();
    this.arrange();
  }
  private key(e: KeyboardEvent): void {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element | null)?.tagName ?? "") && (e.target as HTMLInputElement).type !== "checkbox";
    if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('[role="dialog"]')) return;
    if (e.key === "Escape" && !typing) {
      if (this.host.classList.contains("panel-open")) this.openPanel();
      else if (this.host.classList.contains("sheet-up")) this.host.classList.remove("sheet-up");
      else this.up();
    } else if (typing) return;
    else if (e.key === "/") { this.strip?.search.open(); e.preventDefault(); }
    else if (e.key === "l" || e.key === "L") this.openPanel();
  }

  stats(): Record<string, unknown> {
    const map = this.scene?.map;
    return {
      ready: this.ready, background: this.background, painted: this.painted, place: this.store?.state.place, engine: this.engineTold, zoom: map?.getZoom(),
      level: this.scene?.levelShown(), ...(this.scene?.symbols.stats() ?? {}), layers: this.manifest?.layers.filter((l) => this.store.state.on.has(l.key)).map((l) => l.key), own: [...OWN], title: LEVEL_TITLE[this.places?.level(this.places.row(this.store.state.place)) ?? "district"],
    };
  }
}

/** Names are drawn once into the map's atlas: where the office's machine lacks the font, wait for ours. */
async function fontsReady(text: string): Promise<void> {
  try {
    await new FontFace("ogm-probe", 'local("Noto Sans SC"),local("Noto Sans CJK SC"),local("Noto Sans CJK SC Regular"),local("Source Han Sans SC")').load();
  } catch {
    const chars = [...new Set(text + "0123456789户")].join("");
    await Promise.race([document.fonts.load('400 16px "Noto Sans SC Variable"', chars).catch(() => []), new Promise((r) => setTimeout(r, 2500))]);
  }
}
