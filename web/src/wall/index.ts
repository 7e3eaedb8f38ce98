// 大屏: the live map without chrome, one saved view after the other, figures that renew themselves, for a night and longer.
import * as api from "../api.ts";
import type { Manifest, WallView } from "../contract.ts";
import type { Places } from "../places.ts";
import type { Store } from "../store.ts";
import { fill, h } from "../ui/dom.ts";

const USUAL_S = 20;
const REFRESH_S = 60;
const RETRY_S = 5;
/** The page is laid out for so many pixels in height and enlarged to the wall: 12 px become 20 on 1080. */
const LAID_OUT = 635;

export interface House {
  host: HTMLElement;
  manifest(): Manifest;
  manifestUrl(): string;
  places: Places;
  store: Store;
  /** Show what an address says, without a new entry of the history. */
  apply(search: string): void;
  renew(): Promise<void>;
  resize(zoom: number): void;
}

export class Wall {
  readonly told = { turns: 0, refreshes: 0, failures: 0, renewed: 0, view: "" };
  private readonly list: WallView[];
  private readonly dwell: number | null;
  private readonly refresh: number;
  private at = -1;
  private offline = false;
  private last = new Date();
  private readonly name = h("b", null, "");
  private readonly line = h("i", null);
  private readonly fresh = h("span", { cls: "ogm-wallfresh", role: "status" });
  private readonly head: HTMLElement;
  private turning = 0;
  private asking = 0;

  constructor(private readonly house: House, views: WallView[]) {
    const q = new URLSearchParams(location.search);
    const seconds = (name: string) => { const n = Number(q.get(name)); return q.has(name) && n >= 0.2 && n <= 3600 ? n : null; };
    this.dwell = seconds("dwell");
    this.refresh = seconds("refresh") ?? REFRESH_S;
    this.list = views.length ? views : this.usual();
    const m = house.manifest();
    this.head = h("header", { cls: "ogm-wallhead" },
      h("div", null, h("h1", null, m.district.name), h("p", null, this.name, h("u", null, this.line))),
      h("div", null, m.synthetic ? h("span", { cls: "ogm-stamp" }, "演示数据") : null, this.fresh, h("a", { href: this.plain(), cls: "ogm-wallout" }, "退出大屏")));
    house.host.append(this.head);
    house.host.classList.add("kiosk");
    document.documentElement.classList.add("ogm-wall");
    this.scale();
    addEventListener("resize", () => this.scale());
    let seen = 0;
    addEventListener("pointermove", () => { this.head.classList.add("touched"); clearTimeout(seen); seen = window.setTimeout(() => this.head.classList.remove("touched"), 3000); });
    this.tell();
    this.next();
    this.soon(this.refresh);
  }

  /** Without saved views: the whole and each of its parts. */
  private usual(): WallView[] {
    const { places } = this.house;
    const m = this.house.manifest();
    const root = places.row(m.root);
    const parts = [...places.children(root, "zone"), ...(places.level(root) === "district" ? [] : places.children(root, "l2"))];
    return [root, ...parts].filter((r) => r >= 0).map((r) => ({ name: places.title(r), search: places.code(r) === m.root ? "" : `?place=${places.code(r)}`, dwell: USUAL_S }));
  }
  private plain(): string {
    const q = new URLSearchParams(location.search);
    for (const name of ["kiosk", "dwell", "refresh"]) q.delete(name);
    return location.pathname + (q.size ? `?${q}` : "");
  }
  private scale(): void {
    const zoom = Math.max(1, Math.min(innerHeight / LAID_OUT, innerWidth / 1129));
    this.house.host.style.setProperty("--wall", zoom.toFixed(4));
    this.house.resize(zoom);
  }

  // --- the playlist ----------------------------------------------------------------------------
  private next(): void {
    this.at = (this.at + 1) % this.list.length;
    const view = this.list[this.at];
    const seconds = this.dwell ?? (view.dwell || USUAL_S);
    const q = new URLSearchParams(view.search);
    q.set("kiosk", "1");
    for (const [name, value] of [["dwell", this.dwell], ["refresh", this.refresh === REFRESH_S ? null : this.refresh]] as const) if (value !== null) q.set(name, String(value));
    this.house.apply(`?${q.toString().replaceAll("%2C", ",")}`);
    this.told.turns++;
    this.told.view = view.name;
    this.name.textContent = view.name;
    // One transition per view: the line grows while the view stays.
    this.line.style.transition = "none";
    this.line.style.width = "0";
    void this.line.offsetWidth;
    if (this.list.length > 1) {
      this.line.style.transition = `width ${seconds}s linear`;
      this.line.style.width = "100%";
      clearTimeout(this.turning);
      this.turning = window.setTimeout(() => this.next(), seconds * 1000);
    }
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
      if (next.version !== this.house.manifest().version) {
        await this.house.renew();
        this.told.renewed++;
      }
      this.offline = false;
      this.last = new Date();
      this.told.refreshes++;
      this.soon(this.refresh);
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
