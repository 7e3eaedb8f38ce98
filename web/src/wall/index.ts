// 大屏: one map without chrome, one saved view after the other, figures that renew themselves, for a night and longer.
import * as api from "../api.ts";
import { dayOf, type Manifest, type Rail } from "../contract.ts";
import type { Tally } from "../events.ts";
import type { Scene } from "../map/scene.ts";
import type { Places } from "../places.ts";
import { fill, h } from "../ui/dom.ts";
import { Asked, LAYERS as COUNTED } from "./asked.ts";
import { type Listed, parsed, type Playlist, usual, type View } from "./list.ts";
import { key, LAYERS as STOOD, Relief } from "./relief.ts";
import { Curtain, FADE_MS, settled } from "./turn.ts";
import * as url from "../url.ts";

const USUAL_S = 20;
const REFRESH_S = 60;
const RETRY_S = 5;
const SETTLE_S = 4;
/** A page that has stood so long opens anew, once and in the small hours: no browser gives back all it took over weeks. */
const OLD_H = 20;
const SMALL_HOURS = [3, 4];
/** The page is laid out for so many pixels in height and enlarged to the wall: 12 px become 20 on 1080. */
const LAID_OUT = 635;

export interface House {
  host: HTMLElement;
  stage: HTMLElement;
  /** Token of the session, where this browser is nothing but a wall. */
  csrf: string | null;
  places: Places;
  manifest(): Manifest;
  manifestUrl(): string;
  scene(): Scene | null;
  tally(row: number): Tally | null;
  rail(place: string, days: number): Promise<Rail>;
  /** When the first picture stands. */
  drawn(): Promise<void>;
  /** Show what an address says, without a new entry of the history. */
  apply(search: string): void;
  renew(): Promise<void>;
  resize(zoom: number): void;
}

export class Wall {
  readonly told = { turns: 0, refreshes: 0, failures: 0, renewed: 0, view: "", kind: "", settled: false };
  private list: Listed[] = [];
  private issues: Record<string, string> = {};
  private heard = "";
  private readonly dwell: number | null;
  /** Day whose grids this page was opened on; empty for today's. */
  private readonly day: string;
  private readonly refresh: number;
  private at = -1;
  private shown = 0;
  private offline = false;
  private last = new Date();
  private readonly opened = Date.now();
  private readonly name = h("b", null, "");
  private readonly line = h("i", null);
  private readonly fresh = h("span", { cls: "ogm-wallfresh", role: "status" });
  private readonly head: HTMLElement;
  private readonly curtain: Curtain;
  private readonly asked: Asked;
  private readonly relief = new Relief();
  private turning = 0;
  private asking = 0;

  constructor(private readonly house: House) {
    const q = new URLSearchParams(location.search);
    const seconds = (name: string) => { const n = Number(q.get(name)); return q.has(name) && n >= 0.2 && n <= 3600 ? n : null; };
    this.dwell = seconds("dwell");
    this.refresh = seconds("refresh") ?? REFRESH_S;
    this.day = q.get("date") ?? "";
    this.at = (Number(q.get("turn")) || 0) - 1;
    this.asked = new Asked(house.places);
    this.curtain = new Curtain(house.host, house.stage);
    const m = house.manifest();
    this.head = h("header", { cls: "ogm-wallhead" },
      h("div", null, h("h1", null, m.district.name), h("p", null, this.name, h("u", null, this.line))),
      h("div", null, m.synthetic ? h("span", { cls: "ogm-stamp" }, "演示数据") : null, this.fresh, this.out()));
    house.host.append(this.head, this.asked.side.root);
    house.stage.append(this.asked.legend, h("div", { cls: "ogm-legend ogm-relkeys", "aria-label": "图例" }, ...key()));
    house.host.classList.add("kiosk");
    document.documentElement.classList.add("ogm-wall");
    this.scale();
    addEventListener("resize", () => this.scale());
    let seen = 0;
    addEventListener("pointermove", () => { this.head.classList.add("touched"); clearTimeout(seen); seen = window.setTimeout(() => this.head.classList.remove("touched"), 3000); });
    this.tell();
    void this.start();
  }
  private async start(): Promise<void> {
    const { at } = this; // a page that was opened for its day goes on with the list where the last one left it
    try { await this.hear(); } catch { this.list = this.usual(); } // the next refresh asks again
    this.at = at;
    this.soon(this.refresh);
    void this.next();
  }
  private usual(): Listed[] { return usual(this.house.places, this.house.manifest().root, USUAL_S); }
  /** A browser that is nothing but a wall ends its session; any other goes back to the page. */
  private out(): HTMLElement {
    if (this.house.csrf === null) {
      const q = new URLSearchParams(location.search);
      for (const name of ["kiosk", "dwell", "refresh", "turn"]) q.delete(name);
      return h("a", { href: location.pathname + (q.size ? `?${q}` : ""), cls: "ogm-wallout" }, "退出大屏");
    }
    return h("form", { method: "post", action: "/logout" }, h("input", { type: "hidden", name: "csrf", value: this.house.csrf }), h("button", { type: "submit", cls: "ogm-wallout" }, "退出大屏"));
  }
  private scale(): void {
    const zoom = Math.max(1, Math.min(innerHeight / LAID_OUT, innerWidth / 1129));
    this.house.host.style.setProperty("--wall", zoom.toFixed(4));
    this.house.resize(zoom);
  }

  // --- the playlist ----------------------------------------------------------------------------
  /** Ask for the list; true where it is another one than before. */
  private async hear(): Promise<boolean> {
    const told = await api.json<Playlist>("data/v1/wall");
    this.issues = told.issues;
    const said = JSON.stringify(told.views);
    if (said === this.heard) return false;
    this.heard = said;
    this.list = told.views.length ? told.views : this.usual();
    this.at = -1;
    return true;
  }
  private async next(): Promise<void> {
    clearTimeout(this.turning);
    this.at = (this.at + 1) % this.list.length;
    const listed = this.list[this.at];
    const seconds = this.dwell ?? (listed.dwell || USUAL_S);
    try {
      await this.show(listed, seconds);
    } catch (error) {
      // The old picture stays; the next view may be one that is in hand.
      if (error instanceof api.Fault && error.kind === "session") return location.reload();
      if (!(error instanceof api.Fault)) console.error(error);
      this.told.failures++;
    }
    if (this.list.length > 1) this.turning = window.setTimeout(() => void this.next(), seconds * 1000);
  }
  private async show(listed: Listed, seconds: number): Promise<void> {
    const { house } = this;
    const mine = ++this.shown;
    const view = parsed(listed.address, house.places, house.manifest());
    const rail = await this.fetched(view);
    if (this.told.turns || view.kind !== "map") await house.drawn();
    const scene = house.scene();
    if (this.told.turns) await this.curtain.down(scene?.map ?? null);
    if (mine !== this.shown) return;
    if (view.day !== this.day || this.old()) return this.goTo(view);
    this.told.settled = false;
    this.relief.leave();
    this.asked.leave();
    house.apply(this.search(view));
    const row = house.places.row(view.place);
    if (view.kind === "asked") { this.asked.enter(scene, house.manifest(), `?${view.query}`, row); this.asked.figures(rail ?? undefined); }
    if (view.kind === "relief" && scene) this.relief.enter(scene, house.places, house.manifest(), row, (r) => house.tally(r));
    for (const kind of ["asked", "relief"]) house.host.classList.toggle(`wall-${kind}`, view.kind === kind);
    this.told.view = listed.name;
    this.name.textContent = `${listed.name}${dayOf(house.manifest()) && `，按 ${dayOf(house.manifest())} 的网格`}`;
    this.told.kind = view.kind;
    this.told.turns++;
    await settled(house.scene()?.map ?? null, 1000 * Math.min(SETTLE_S, seconds / 2));
    if (mine !== this.shown) return;
    this.curtain.up();
    this.told.settled = true;
    this.grow(seconds);
    if (view.kind === "relief") setTimeout(() => { if (mine === this.shown) this.relief.go(); }, FADE_MS);
  }
  private old(): boolean {
    return Date.now() - this.opened > OLD_H * 3_600_000 && SMALL_HOURS.includes(new Date().getHours());
  }
  /** Another day has other places, and an old page much behind it: it opens anew, and goes on with the list from there. */
  private goTo(view: View): void {
    location.replace(url.to(this.search(view), { turn: this.at }));
  }
  /** Whatever a view needs is in hand before the old one goes. */
  private async fetched(view: View): Promise<Rail | null> {
    if (view.day !== this.day) {
      // Without an answer for that day the old view stays: a page that does not open would be the end of the wall.
      await api.json<Manifest>(url.to("data/v1/manifest", view.day ? { date: view.day } : {}));
      return null;
    }
    if (view.kind === "asked") {
      const key = `${view.days}${view.day && `@${view.day}`}`;
      if (!this.issues[key]) await this.hear();
      await this.asked.load(this.issues[key]);
    }
    return this.house.rail(view.place, view.days);
  }
  /** What the map's own address is while it shows a view. */
  private search(view: View): string {
    const q = new URLSearchParams(view.kind === "map" ? view.query : "");
    if (view.kind !== "map") {
      const { root, layers } = this.house.manifest();
      if (view.place !== root) q.set("place", view.place);
      q.set("days", String(view.days));
      q.set("layers", layers.map((l) => l.key).filter((k) => (view.kind === "asked" ? COUNTED.test(k) : STOOD.includes(k))).join(","));
      if (view.kind === "relief") q.set("st", "0,1,2,3"); // its hexagons count what was done as well
    }
    q.set("kiosk", "1");
    if (view.day) q.set("date", view.day);
    for (const [name, value] of [["dwell", this.dwell], ["refresh", this.refresh === REFRESH_S ? null : this.refresh]] as const) if (value !== null) q.set(name, String(value));
    return `?${q.toString().replaceAll("%2C", ",")}`;
  }
  /** One transition per view: the line grows while the view stays. */
  private grow(seconds: number): void {
    this.line.style.transition = "none";
    this.line.style.width = "0";
    if (this.list.length < 2) return;
    void this.line.offsetWidth;
    this.line.style.transition = `width ${seconds}s linear`;
    this.line.style.width = "100%";
  }

  // --- fresh figures ---------------------------------------------------------------------------
  private soon(seconds: number): void {
    clearTimeout(this.asking);
    this.asking = window.setTimeout(() => void this.ask(), seconds * 1000);
  }
  /** A new data version is laid over the old picture; without an answer the old one stays and says how old it is. */
  private async ask(): Promise<void> {
    try {
      // Somebody stands before the wall even when nobody touches it.
      await api.json<unknown>("session?busy=1");
      const next = await api.json<Manifest>(this.house.manifestUrl());
      const renewed = next.version !== this.house.manifest().version;
      if (renewed) {
        await this.house.renew();
        this.told.renewed++;
      }
      this.offline = false;
      this.last = new Date();
      this.told.refreshes++;
      this.soon(this.refresh);
      if ((await this.hear()) || (renewed && this.told.kind !== "map")) {
        this.at = Math.max(-1, this.at - 1);
        void this.next();
      }
    } catch (error) {
      if (error instanceof api.Fault && error.kind === "session") return location.reload();
      this.offline = true;
      this.told.failures++;
      this.soon(Math.min(RETRY_S, this.refresh));
    }
    this.tell();
  }
  private tell(): void {
    const time = (d: Date) => `${String(d.getHours()).padStart(2, "0")}:${String(d.getMinutes()).padStart(2, "0")}`;
    const as_of = this.house.manifest().as_of;
    this.fresh.classList.toggle("stale", this.offline);
    fill(this.fresh, h("i", { cls: "ogm-dot" }), this.offline ? `连接中断，显示 ${time(this.last)} 的数据，正在重连` : `数据截至 ${as_of.slice(5, 10)} ${as_of.slice(11, 16)}，${time(this.last)} 已刷新`);
  }
}
