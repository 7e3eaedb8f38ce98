// What floats over the map: buttons, scale, north, legend, hover card, the way back.
import { DONE, OVERDUE, type Manifest } from "../contract.ts";
import type { Events, Tally } from "../events.ts";
import { count, people, scaleBar, short } from "../format.ts";
import { sample } from "../glyphs.ts";
import { LEVEL_TITLE, type Places } from "../places.ts";
import { lines, type Sight } from "../legend.ts";
import type { State } from "../store.ts";
import { fill, h, icon } from "./dom.ts";
import { mark } from "./panel.ts";

export interface FloatHooks { zoom(by: number): void; home(): void; save?(): void; pen?(): void; download(): void; up(): void; layers(): void; search(): void; deck(): string | undefined }

export class Floats {
  readonly tools: HTMLElement;
  readonly foot: HTMLElement;
  readonly legend = h("div", { cls: "ogm-legend", "aria-label": "图例" });
  readonly hover = h("div", { cls: "ogm-hover", "aria-hidden": "true" });
  readonly escape: HTMLButtonElement;
  private readonly bar = h("div", { cls: "ogm-scale" }, h("span", null, ""), h("i", null));
  private readonly deck: HTMLAnchorElement;

  constructor(hooks: FloatHooks) {
    const tool = (name: string, title: string, run: () => void, cls = "") => h("button", { type: "button", cls, title, "aria-label": title, onclick: run }, icon(name, 20));
    this.deck = h("a", { title: "立体态势（三维）", "aria-label": "立体态势（三维）" }, icon("cube", 20));
    this.tools = h("div", { cls: "ogm-tools", role: "toolbar", "aria-label": "地图" },
      tool("search", "搜索（/）", hooks.search, "phone-only"), tool("layers", "图层（L）", hooks.layers, "phone-only"),
      tool("plus", "放大", () => hooks.zoom(1), "desk-only"), tool("minus", "缩小", () => hooks.zoom(-1), "desk-only"),
      tool("home", "回到全图", hooks.home), this.deck, hooks.save ? tool("pin", "存为视图", () => hooks.save?.(), "desk-only") : null, hooks.pen ? tool("pen", "圈阅：圈出地方，写一句话", () => hooks.pen?.()) : null, tool("download", "下载当前地图（PNG）", hooks.download, "desk-only"));
    this.escape = h("button", { type: "button", cls: "ogm-esc", onclick: () => hooks.up() }, icon("home", 16), h("kbd", null, "Esc"), h("span", null, ""));
    this.foot = h("div", { cls: "ogm-foot" }, this.bar, h("div", { cls: "ogm-north", "aria-label": "上方为北" }, h("i", null), "北"), h("span", { cls: "ogm-note" }, "示意边界，不作划界依据"));
    const href = hooks.deck();
    if (href) this.deck.href = href;
    else this.deck.remove();
  }

  scale(metresPerPixel: number): void {
    const { width, text } = scaleBar(metresPerPixel, 110);
    (this.bar.firstElementChild as HTMLElement).textContent = text;
    (this.bar.lastElementChild as HTMLElement).style.width = `${width}px`;
  }
  back(title: string | null): void {
    this.escape.hidden = title === null;
    (this.escape.lastElementChild as HTMLElement).textContent = title ? `返回${title}` : "";
  }

  drawLegend(m: Manifest, state: State, sight: Sight, panelShown: boolean): void {
    const found = lines(m, state, sight, panelShown);
    const told = state.on.has("nine") && sight.nine ? new Set(m.layers.find((l) => l.key === "nine")?.legend.map((i) => i.color)) : null;
    // Asked after every move: only a change touches the page.
    const signature = JSON.stringify([found, told ? [...told] : null]);
    if (signature === this.legendDrawn) return;
    this.legendDrawn = signature;
    const rows: HTMLElement[] = [];
    for (const line of found)
      if (line.kind === "classes") rows.push(h("div", { cls: "ogm-glyphs" }, line.rows.map((i) => m.classes[i]).filter(Boolean).map((c) => h("span", null, h("b", null, c.glyph), c.title))));
      else if (line.kind === "signs") rows.push(h("div", null, h("span", { cls: "ogm-signs", title: line.items.map((item) => item.title).join("，") }, line.items.map((item) => mark(item, 15))), h("span", null, line.title)));
      else rows.push(h("div", null, h("span", { cls: "ogm-sample" }, line.kind === "item" ? mark(line.item) : sample(line.sign)), h("span", null, line.title)));
    // Restricted groups are in no answer for this role, so the registry's legend leaves them out.
    if (told) rows.push(h("div", { cls: "ogm-glyphs one" }, m.groups.filter((g) => told.has(g.color)).map((g) => h("span", null, sample(`${g.shape || "disc"}:${g.color}:9:0:${g.glyph}:${g.ink || "#FFFFFF"}`), g.title))));
    this.legend.hidden = rows.length === 0;
    fill(this.legend, rows);
  }
  private legendDrawn = "";

  hoverAt(at: { x: number; y: number } | null, size: { w: number; h: number }): void {
    if (!at) return void this.hover.classList.remove("on");
    const { offsetWidth: w, offsetHeight: hh } = this.hover;
    const x = at.x + 16 + w > size.w ? at.x - w - 12 : at.x + 16;
    const y = Math.min(Math.max(8, at.y + 14), size.h - hh - 8);
    this.hover.style.transform = `translate(${Math.round(x)}px,${Math.round(y)}px)`;
    this.hover.classList.add("on");
  }
  place(places: Places, row: number, tally: Tally | null, figure = ""): void {
    const { hh, ppl } = places.file;
    const above = places.level(row) === "micro" || places.level(row) === "l3" ? places.file.parent[row] : -1;
    fill(this.hover,
      h("b", null, above >= 0 && places.level(row) === "micro" && /^\d+$/.test(places.title(row)) ? `${places.title(above)} ${places.title(row)}` : places.title(row)), h("small", null, LEVEL_TITLE[places.level(row)]),
      h("p", null, [hh[row] !== null ? `${count(hh[row])} 户` : "", ppl[row] !== null ? `${people(ppl[row])}人`.replace(/ 万人$/u, " 万人") : ""].filter(Boolean).join("，") || "户数待核"),
      tally ? h("p", null, tally.overdue ? h("span", { cls: "red" }, h("i", { cls: "ogm-tri" }), `超期 ${count(tally.overdue)}`) : "", `${tally.overdue ? "，" : ""}未办结 ${count(tally.overdue + tally.waiting + tally.doing)}`) : null,
      figure ? h("p", null, figure) : null);
  }
  /** What somebody wrote to a circled place, who, and how far it has come. */
  note([words, ...rest]: string[]): void {
    fill(this.hover, h("b", null, words), rest.map((line) => h("p", null, line)));
  }
  event(m: Manifest, events: Events, i: number, places: Places): void {
    const cls = m.classes[events.cls[i]];
    const row = events.place[i];
    const l2 = events.l2[i];
    fill(this.hover,
      h("b", null, cls?.title ?? "事件"), h("small", { cls: events.status[i] === OVERDUE ? "red" : "" }, m.statuses[events.status[i]]?.title ?? ""),
      events.status[i] === DONE ? h("p", null, events.day[i] === 0 ? "今天办结" : `${events.day[i]} 天前办结`) : null,
      h("p", null, [l2 >= 0 ? short(places.title(l2)) : "", row < places.n ? places.title(row) : ""].filter(Boolean).join(" ")));
  }
}
