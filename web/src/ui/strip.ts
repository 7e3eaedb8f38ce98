// The strip under the navigation: where one is, search, period, how fresh the data is, copy the link.
import { dayOf, type Look, type Manifest } from "../contract.ts";
import { stamp } from "../format.ts";
import type { Places } from "../places.ts";
import { onDay } from "../url.ts";
import { fill, h, icon } from "./dom.ts";
import { reached, Stamp, table, whichDay } from "./fresh.ts";
import { Search } from "./search.ts";

export interface StripHooks { pick(code: string): void; days(days: number): void; copy(): void; locate(at: [number, number]): void }

export class Strip {
  readonly root: HTMLElement;
  readonly search: Search;
  private readonly crumbs = h("nav", { cls: "ogm-crumbs", "aria-label": "当前位置" });
  private readonly looks = h("nav", { cls: "ogm-striplooks", "aria-label": "看" });
  private readonly period = h("select", { "aria-label": "统计时段" });
  private readonly fresh = h("details", { cls: "ogm-fresh" });
  private readonly copy: HTMLButtonElement;
  /** Stands for all of it on a phone; whoever holds the strip gives it a place. */
  readonly stamp: Stamp;
  /** Says that another day's grids are shown, and leads back; whoever holds the strip gives it a place. */
  readonly then = h("div", { cls: "ogm-then", role: "status", hidden: true });

  private manifest: Manifest | null = null;

  constructor(private readonly hooks: StripHooks) {
    this.stamp = new Stamp((days) => hooks.days(days));
    this.search = new Search((code) => hooks.pick(code), (at) => hooks.locate(at));
    this.period.addEventListener("change", () => hooks.days(Number(this.period.value)));
    this.copy = h("button", { type: "button", cls: "ogm-control ogm-copy", onclick: () => hooks.copy() }, icon("link"), h("span", null, "复制链接"));
    this.root = h("div", { cls: "ogm-strip" }, this.crumbs, this.looks, h("div", { cls: "ogm-strip-right" },
      this.search.root,
      h("label", { cls: "ogm-control ogm-select ogm-period" }, icon("calendar"), this.period, icon("down", 14)),
      this.fresh, this.copy));
  }

  setManifest(m: Manifest, places: Places, days: number): void {
    this.search.places = places;
    const day = (this.search.day = dayOf(m));
    this.setDay(day);
    this.stamp.set(m, days);
    this.manifest = m;
    const all = m.periods.includes(days) ? m.periods : [...m.periods, days].sort((a, b) => a - b);
    fill(this.period, all.map((d) => h("option", { value: d, selected: d === days }, `近 ${d} 天`)));
    const { stale, word } = reached(m);
    const [sources, version] = table(m);
    this.fresh.classList.toggle("stale", stale);
    fill(this.fresh, h("summary", { title: "各来源的截至时间" }, h("i", { cls: "ogm-dot" }), `数据截至 ${stamp(m.as_of)}`, word ? h("b", null, word) : null), h("div", { cls: "ogm-sources" }, sources, whichDay(day), version));
  }
  /** Say whose day's grids are shown. The way back is an ordinary link: today's page has other places. */
  setDay(day: string): void {
    this.then.hidden = !day;
    const here = () => { (this.then.querySelector("a") as HTMLAnchorElement).href = onDay(null); };
    if (day) fill(this.then, h("b", null, `历史 ${day}`), h("span", null, "网格为当日，诉求和人口为今天，按位置归入"), h("a", { href: onDay(null), onpointerdown: here, onfocus: here }, "回到今天"));
  }
  /** The other looks of the room, where no panel on the left lists them. */
  setLooks(looks: Look[]): void {
    fill(this.looks, looks.length > 1 ? looks.map((l) => h("a", { href: l.url, "aria-current": l.active ? "page" : null }, l.title)) : null);
    // A phone shows four of them at once.
    this.looks.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  setDays(days: number): void {
    this.period.value = String(days);
    if (this.manifest) this.stamp.set(this.manifest, days);
  }

  setPlace(places: Places, row: number, tail: { title: string; url?: string }[] = []): void {
    const chain = places.chain(row);
    const items: Node[] = [];
    const root = row >= 0 ? chain : [];
    root.forEach((r, i) => {
      const last = i === root.length - 1 && !tail.length;
      if (i) items.push(h("span", { cls: "ogm-sep", "aria-hidden": "true" }, "›"));
      items.push(last
        ? h("b", { "aria-current": "location" }, places.title(r))
        : h("a", { href: `?place=${encodeURIComponent(places.code(r))}`, onclick: (e: Event) => { e.preventDefault(); this.hooks.pick(places.code(r)); } }, places.title(r)));
    });
    tail.forEach((t, i) => {
      if (items.length) items.push(h("span", { cls: "ogm-sep", "aria-hidden": "true" }, "›"));
      items.push(t.url && i < tail.length - 1 ? h("a", { href: t.url }, t.title) : h("b", null, t.title));
    });
    fill(this.crumbs, items);
  }
}
