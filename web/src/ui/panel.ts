// The left panel: the looks of this room, and the layers, each row being its own legend.
import type { LayerEntry, LegendItem, Look, Manifest, Texture } from "../contract.ts";
import { count } from "../format.ts";
import { sample, statusSign } from "../glyphs.ts";
import type { State, Store } from "../store.ts";
import { fill, h, icon, s } from "./dom.ts";

const AWAY = "这里看不到：换个比例尺或地方";
const HIDDEN = new Set(["outline", "labels"]);
const LEVELS: [State["level"], string][] = [["auto", "自动"], ["zones", "片区"], ["l2", "社区"], ["l3", "三级"], ["micro", "微网格"]];

export class Panel {
  readonly root: HTMLElement;
  private readonly looks = h("nav", { cls: "ogm-looks", "aria-label": "看" });
  private readonly rows = h("div", { cls: "ogm-layers" });
  private readonly level = h("select", { "aria-label": "网格层级" });
  private boxes = new Map<string, { input: HTMLInputElement; row: HTMLElement; count: HTMLElement }>();
  private chips: HTMLElement | null = null;
  private metric: HTMLElement | null = null;
  private readonly figureKey = h("div", { cls: "ogm-figkey" });
  private manifest: Manifest | null = null;

  constructor(private readonly store: Store, private readonly toggle: (keys: string[]) => void) {
    this.level.addEventListener("change", () => store.set({ level: this.level.value as State["level"] }));
    this.root = h("aside", { cls: "ogm-panel", "aria-label": "图层", id: "ogm-panel" },
      this.looks,
      h("section", { "aria-label": "图层" },
        h("h3", null, "图层"),
        h("label", { cls: "ogm-level" }, h("span", null, "层级"), h("span", { cls: "ogm-control ogm-select" }, this.level, icon("down", 14))),
        this.rows));
    store.on(["on", "cls", "st", "src", "metric"], () => this.sync());
    store.on(["level"], () => { this.level.value = store.state.level; });
  }

  setLooks(looks: Look[]): void {
    if (!looks.length) return fill(this.looks);
    fill(this.looks, h("h3", null, "看"), looks.map((l) => h("a", { href: l.url, cls: l.active ? "active" : "", "aria-current": l.active ? "page" : null }, l.title)));
  }
  setShown(title: string): void {
    const auto = this.level.querySelector("option");
    if (auto) auto.textContent = `自动：${title}`;
  }

  setManifest(m: Manifest): void {
    this.manifest = m;
    fill(this.level, LEVELS.map(([value, title]) => h("option", { value }, title)));
    this.level.value = this.store.state.level;
    this.boxes.clear();
    const nodes: Node[] = [];
    const order = [...m.layers].filter((l) => !HIDDEN.has(l.key) && l.group !== "底图");
    const rank = (l: LayerEntry) => ["zones", "l2", "l3", "micro", "l1", "coverage", "bands", "gaps", "centers", "overdue", "events", "figure", "hexes", "nine", "dedicated", "circles", "catchments", "overlap"].indexOf(l.key);
    order.sort((a, b) => (rank(a) + 99) % 99 - ((rank(b) + 99) % 99));
    for (const l of order) {
      nodes.push(this.row([l.key], l.title, l.legend.length ? legendSample(l) : null, l.count, l.note));
      if (l.key === "figure") nodes.push((this.metric = this.chooser(m)));
      if (l.key === "events") nodes.push((this.chips = h("div", { cls: "ogm-chips", role: "group", "aria-label": "诉求筛选" })));
    }
    const base = m.layers.filter((l) => l.group === "底图");
    for (const part of [base.filter((l) => /land|water|rail|road/.test(l.key)), base.filter((l) => /building/.test(l.key))])
      if (part.length) nodes.push(this.row(part.map((l) => l.key), part.length > 1 ? "道路水系" : part[0].title, part.length > 1 ? roadSample() : legendSample(part[0]), part.length > 1 ? null : part[0].count, part[0].note));
    fill(this.rows, nodes);
    this.sync();
  }

  private row(keys: string[], title: string, mark: Element | null, n: number | null, note: string | null): HTMLElement {
    const input = h("input", { type: "checkbox", onchange: () => this.toggle(keys) });
    const number = h("span", { cls: "ogm-count" }, n === null || n === undefined ? "" : count(n));
    // An estimate says so where it is switched on, not only in a tooltip.
    const said = note && /估算/u.test(note) ? note : null;
    const row = h("label", { cls: `ogm-layer${said ? " noted" : ""}`, title: note ?? "", "data-note": note ?? "" }, input, h("span", { cls: "ogm-sample" }, mark), h("span", { cls: "ogm-name" }, title, said ? h("small", null, said) : null), number);
    this.boxes.set(keys[0], { input, row, count: number });
    return row;
  }
  setCount(key: string, n: number | null): void {
    const box = this.boxes.get(key);
    if (box) box.count.textContent = n === null ? "" : count(n);
  }

  /** What is on but not drawn at this scale says so, or panel and map would tell two stories. */
  setAway(keys: readonly string[]): void {
    const away = new Set(keys);
    for (const [key, { row }] of this.boxes) {
      const gone = away.has(key) && this.store.state.on.has(key);
      if (row.classList.toggle("away", gone)) row.title = AWAY;
      else if (row.title === AWAY) row.title = row.dataset["note"] ?? "";
    }
  }

  /** Which figure colours the communities: every one of the rail, and its classes where no legend floats. */
  private chooser(m: Manifest): HTMLElement {
    const select = h("select", { "aria-label": "按哪个指标着色", onchange: (e: Event) => this.store.set({ metric: (e.target as HTMLSelectElement).value }) }, m.figures.map((f) => h("option", { value: f.key }, f.title)));
    return h("div", { cls: "ogm-chips" }, h("span", { cls: "ogm-control ogm-select ogm-source" }, select, icon("down", 14)), this.figureKey);
  }
  setFigure(items: readonly LegendItem[] | null): void {
    const signature = JSON.stringify(items);
    if (this.figureDrawn === signature) return;
    this.figureDrawn = signature;
    fill(this.figureKey, (items ?? []).map((item) => h("div", null, h("span", { cls: "ogm-sample" }, mark(item.shape === "ramp" ? { ...item, shape: "fill", stroke: "#CBD2D9" } : item)), h("span", null, item.title))));
  }
  private figureDrawn = "";

  private sync(): void {
    const { on } = this.store.state;
    if (this.metric) {
      this.metric.hidden = !on.has("figure");
      this.metric.querySelector("select")!.value = this.store.state.metric;
    }
    for (const [key, { input, row }] of this.boxes) {
      input.checked = on.has(key);
      row.classList.toggle("off", !on.has(key));
    }
    this.filters();
  }

  /** Status, class and source: everything here is filtered in the browser. */
  private filters(): void {
    if (!this.chips || !this.manifest) return;
    const m = this.manifest;
    const { on, st, cls, src } = this.store.state;
    this.chips.hidden = !(on.has("events") || on.has("hexes"));
    if (this.chips.hidden) return;
    const chip = (title: string, active: boolean, run: () => void, hint = "", sign: Element | null = null) =>
      h("button", { type: "button", cls: "ogm-chip", "aria-pressed": String(active), title: hint || title, onclick: run }, sign, title);
    const flip = (set: ReadonlySet<number> | null, value: number, all: number): ReadonlySet<number> | null => {
      if (set === null) return new Set([value]);
      const next = new Set(set);
      if (!next.delete(value)) next.add(value);
      return next.size === 0 || next.size === all ? null : next;
    };
    fill(this.chips,
      h("div", { cls: "ogm-chipline" }, m.statuses.map((t, i) => chip(t.title, st.has(i), () => {
        const next = new Set(st);
        if (!next.delete(i)) next.add(i);
        this.store.set({ st: next });
      }, "", statusSign(i, t.color)))),
      h("div", { cls: "ogm-chipline tight" }, m.classes.map((c, i) => chip(c.glyph, cls === null ? false : cls.has(i), () => this.store.set({ cls: flip(cls, i, m.classes.length) }), c.title))),
      m.sources.length > 1 && h("span", { cls: "ogm-control ogm-select ogm-source" }, h("select", { "aria-label": "来源", onchange: (e: Event) => {
        const v = Number((e.target as HTMLSelectElement).value);
        this.store.set({ src: v < 0 ? null : new Set([v]) });
      } }, h("option", { value: -1, selected: src === null }, "全部来源"), m.sources.map((x, i) => h("option", { value: i, selected: src?.has(i) ?? false }, typeof x === "string" ? x : x.title))), icon("down", 14)));
  }
}

/** A sample as the map draws it: the same painter, the same colours. */
export function legendSample(entry: LayerEntry): Element | null {
  const items = entry.legend;
  if (entry.key === "nine") {
    const wrap = h("span", { cls: "ogm-pair" });
    for (const name of ["triangle:#FEC815:5:0", "disc:#E60C0E:5:0"]) { const c = sample(name); if (c) wrap.append(c); }
    return wrap;
  }
  if (items.length > 1 && items.every((item) => item.sign)) return quad(items.map((item) => item.color));
  return mark(items[0]);
}
export function mark(item: LayerEntry["legend"][number], wide = 20): Element | null {
  const { shape, color, stroke } = item;
  if (["star", "triangle", "square", "diamond", "disc"].includes(shape)) return sample(`${shape}:${color}:${shape === "disc" || shape === "square" ? 5 : 7}:0`);
  if (shape === "glyph") return sample(`disc:${color}:7:0`);
  const svg = (...children: (SVGElement | null)[]) => s("svg", { width: wide, height: 16, viewBox: `0 0 ${wide} 16`, "aria-hidden": "true" }, ...children);
  if (shape === "line" || shape === "dash") {
    const at = { x1: 0, y1: 8, x2: wide, y2: 8 };
    const width = Math.min(4, item.width ?? 1.6);
    return svg(stroke ? s("line", { ...at, stroke, "stroke-width": width + 2 }) : null, s("line", { ...at, stroke: color, "stroke-width": width, "stroke-dasharray": item.dash?.join(" ") ?? (shape === "dash" ? "4 2.5" : null) }));
  }
  if (shape === "hatch") return svg(s("rect", { x: 1, y: 1.5, width: 18, height: 13, fill: "none", stroke: color, "stroke-width": 0.8 }), texture("rise", color));
  if (shape === "ramp") return svg(s("rect", { x: 1, y: 3, width: 6, height: 10, fill: "#E8F1F8" }), s("rect", { x: 7, y: 3, width: 6, height: 10, fill: "#7FB3D9" }), s("rect", { x: 13, y: 3, width: 6, height: 10, fill: color || "#14508C" }));
  return svg(s("rect", { x: 1, y: 1.5, width: wide - 2, height: 13, fill: color, stroke: stroke ?? "none", "stroke-width": stroke ? 1.2 : 0 }), item.hatch ? texture(item.hatch, item.ink ?? "#52606D") : null, item.sign ? letter(item.sign, wide) : null);
}
function letter(sign: string, wide: number): SVGElement {
  const text = s("text", { x: wide / 2, y: 12, "font-size": 11, "text-anchor": "middle", fill: "#1F2933" });
  text.textContent = sign;
  return text;
}
/** A texture over a sample of 20 by 16, as `hatch:…` paints it on the map. */
export function texture(form: Texture, color: string): SVGElement {
  const rise = "M1 8L7.500 1.500M1 14L13.500 1.500M6.500 14.500L19 2M12.500 14.500L19 8";
  const fall = "M1 8L7.500 14.500M1 2L13.500 14.500M6.500 1.500L19 14M12.500 1.500L19 8";
  const dots = [4, 8, 12].map((y, row) => Array.from({ length: 4 }, (_, n) => `M${(row % 2 ? 5.5 : 3.500) + 4 * n} ${y}h.01`).join("")).join("");
  const path = { rise, fall, cross: rise + fall, bars: "M1 5H19M1 8H19M1 11H19", dots }[form];
  return s("path", { d: path, stroke: color, "stroke-width": form === "dots" ? 1.8 : 0.9, "stroke-linecap": form === "dots" ? "round" : null, fill: "none" });
}
function quad(colors: string[]): Element {
  return s("svg", { width: 20, height: 16, viewBox: "0 0 20 16", "aria-hidden": "true" }, ...colors.slice(0, 4).map((c, i) => s("rect", { x: 1 + (i % 2) * 9, y: 1 + Math.floor(i / 2) * 7, width: 9, height: 7, fill: c })));
}
function roadSample(): Element {
  return s("svg", { width: 20, height: 16, viewBox: "0 0 20 16", "aria-hidden": "true" }, s("rect", { x: 1, y: 2, width: 18, height: 12, fill: "#E9EDF1" }), s("path", { d: "M1 8h18M8 2v12", stroke: "#fff", "stroke-width": 2.4 }));
}
