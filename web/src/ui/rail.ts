// The right rail: the figures and the ranking of a place, or the card of a grid; never both.
import type { Manifest, Rail as RailData, RankRow, Tile } from "../contract.ts";
import { change, count, people, short } from "../format.ts";
import { LEVEL_TITLE, type Places } from "../places.ts";
import { card, type RailHooks } from "./card.ts";
import { fill, h, icon, s } from "./dom.ts";
import { told, toldButton } from "./told.ts";

export class Rail {
  readonly root = h("aside", { cls: "ogm-rail", "aria-label": "概况" });
  private data: RailData | null = null;
  private tab = "";
  private rows: HTMLElement[] = [];
  private list: HTMLElement | null = null;
  private fit = 0;
  private opened = false;
  phone = false;

  constructor(private readonly hooks: RailHooks, private readonly manifest: Manifest, private readonly places: Places) {
    new ResizeObserver(() => this.measure()).observe(this.root);
  }

  /** What the browser already knows, in the frame the answer will fill. */
  provisional(row: number): void {
    this.data = null;
    const level = this.places.level(row);
    const fine = level === "l2" || level === "l3" || level === "micro" || level === "dedicated" || level === "center";
    const { hh, ppl } = this.places.file;
    this.list = null;
    const block = (height: number) => h("div", { cls: "ogm-bone", css: { height: `${height}px` } });
    if (fine)
      return this.show("card", this.cardHead([LEVEL_TITLE[level]], row), h("div", { cls: "ogm-facts" }, [[hh[row], "户"], [ppl[row], "人"]].map(([v, u]) => h("div", null, h("b", null, count(v as number | null)), h("span", null, u as string)))), h("div", { cls: "ogm-bones" }, block(64), block(48), block(72), block(56)));
    this.show("over", this.head(this.places.title(row), this.subtitle(row)), h("div", { cls: "ogm-tiles" }, Array.from({ length: 6 }, () => h("div", { cls: "ogm-tile" }, h("div", { cls: "ogm-bone", css: { height: "60px" } })))), h("div", { cls: "ogm-bones" }, block(32), block(200)));
  }

  failed(message: string): void {
    this.root.querySelector(".ogm-bones")?.replaceWith(h("div", { cls: "ogm-error", role: "alert" }, h("b", null, "这里的数字没有取到"), h("p", null, message), h("button", { type: "button", cls: "ogm-button", onclick: () => this.hooks.retry() }, "重试")));
    this.root.querySelectorAll(".ogm-tile .ogm-bone").forEach((b) => b.replaceWith(h("span", { cls: "ogm-soft" }, "—")));
  }

  set(data: RailData): void {
    this.data = data;
    const row = this.places.row(data.code);
    if (data.card) {
      this.list = null;
      this.show("card", this.cardHead(data.card.chips, row, data.name), ...card(data, data.card, this.manifest, this.hooks));
      return;
    }
    const nodes: Node[] = [this.head(data.name, data.title), h("div", { cls: "ogm-tiles" }, this.order(data.tiles).map((t) => this.tile(t)))];
    const rest = this.rest(data.more ?? []);
    if (rest) nodes.push(rest);
    if (data.rank?.rows.length) {
      if (!data.rank.tabs.some((t) => t.key === this.tab)) this.tab = data.rank.tabs[0]?.key ?? "";
      this.list = h("ol", { cls: "ogm-rank", "aria-label": "排名" });
      nodes.push(h("section", { cls: "ogm-ranking" }, h("header", null, h("h2", null, data.rank.title ?? "哪里最急"),
        h("div", { cls: "ogm-tabs", role: "group", "aria-label": "排名依据" }, data.rank.tabs.map((t) => h("button", { type: "button", "aria-pressed": String(t.key === this.tab), onclick: (e: Event) => this.choose(t.key, e.currentTarget as HTMLElement) }, t.title)))), this.list));
    } else nodes.push(h("p", { cls: "ogm-none" }, "这里没有下一级排名。"));
    this.show("over", ...nodes);
    this.ranking();
    requestAnimationFrame(() => this.measure());
  }

  private show(kind: "over" | "card", ...nodes: Node[]): void {
    this.root.dataset["kind"] = kind;
    this.root.scrollTop = 0;
    fill(this.root, h("button", { type: "button", cls: "ogm-handle", "aria-label": "展开或收起" }), nodes);
  }
  private subtitle(row: number): string {
    const l2 = this.places.level(row) === "l2" ? 0 : this.l2count(row);
    const ppl = this.places.file.ppl[row];
    return [l2 ? `${l2} 个社区(村)` : LEVEL_TITLE[this.places.level(row)], ppl === null ? "" : `${people(ppl)}人`].filter(Boolean).join("，");
  }
  private l2count(row: number): number {
    return this.places.level(row) === "district" ? this.places.ofLevel("l2").length : this.places.children(row, "l2").length;
  }
  private head(name: string, title: string): HTMLElement {
    return h("header", { cls: "ogm-head" }, h("h1", null, name), h("span", null, title.replace(/(\d) ?万 ?人/u, "$1 万人")), this.how());
  }
  private how(): HTMLElement | null {
    return this.data ? toldButton(() => this.root, () => this.data!.name, () => this.all(), (key) => this.hooks.open(key, this.data!.code)) : null;
  }
  private all(): Tile[] { return [...this.data!.tiles, ...(this.data!.more ?? [])]; }
  /** The figures a tile has no room for: a row each, one click from what stands behind it. */
  private rest(more: Tile[]): HTMLElement | null {
    if (!more.length) return null;
    return h("details", { cls: "ogm-further", open: this.opened, ontoggle: (e: Event) => { this.opened = (e.currentTarget as HTMLDetailsElement).open; this.measure(); } },
      h("summary", null, "更多指标", h("span", null, ` ${more.length} 项`)),
      h("ul", null, more.map((t) => h("li", null, h("button", { type: "button", title: [t.formula, t.rank].filter(Boolean).join("；"), onclick: () => (t.value === null ? told(this.root, this.data!.name, [t]) : this.hooks.open(t.key, this.data!.code)) },
        h("span", null, t.title), h("small", null, t.value === null ? (t.why ?? "").replace(/^—\s*/u, "").replace(/（.*$/u, "") : t.note ?? t.delta?.text ?? ""), h("b", null, t.text || "—", t.value === null ? null : h("i", null, t.unit)))))));
  }
  private cardHead(chips: string[], row: number, name?: string): HTMLElement {
    const code = row >= 0 ? this.places.code(row) : "";
    const parent = row >= 0 ? this.places.file.parent[row] : -1;
    const title = row < 0 ? (name ?? "") : this.places.level(row) === "micro" && parent >= 0 && /^\d+$/.test(this.places.title(row)) ? `${this.places.title(parent)} ${this.places.title(row)}` : (name ?? this.places.title(row));
    return h("header", { cls: "ogm-cardhead" }, h("div", { cls: "ogm-badges" }, chips.map((c) => h("span", null, c)), this.how()), h("button", { type: "button", cls: "ogm-x", "aria-label": "返回上一级", onclick: () => this.hooks.close() }, icon("close", 20)), h("h1", null, title), h("code", null, code));
  }

  /** A phone shows three tiles at once: what is overdue comes first there. */
  private order(tiles: Tile[]): Tile[] {
    return this.phone ? [...tiles.filter((t) => t.key === "overdue"), ...tiles.filter((t) => t.key === "open"), ...tiles.filter((t) => t.key !== "overdue" && t.key !== "open")] : tiles;
  }

  private tile(t: Tile): HTMLElement {
    const good = t.delta?.good;
    const bad = t.key === "overdue" && (t.value ?? 0) > 0;
    const hover = t.num !== null && t.num !== undefined && t.den ? `${count(t.num)} / ${count(t.den)}` : "";
    const due = t.delta ? null : /应达 ?(\d+(?:\.\d+)?)%/u.exec(t.note ?? "");
    const behind = due !== null && t.value !== null && t.value < Number(due[1]);
    const cls = good === true ? "good" : good === false || behind ? "bad" : "";
    // Straight-line circles say so wherever their figure stands.
    const rough = /估算/u.test(t.note ?? "");
    const note = rough ? first(t.note).replace(/^([\d,]+) 人在圈外$/u, (_, n: string) => `${people(Number(n.replaceAll(",", "")))}${Number(n.replaceAll(",", "")) >= 10000 ? "" : " "}人圈外`) + (this.phone ? "" : "，估算") : first(t.note);
    return h("button", { type: "button", cls: `ogm-tile${bad ? " red" : ""}`, title: [hover, t.rank, t.note, t.source, t.why].filter(Boolean).join("；"), onclick: () => this.hooks.open(t.key, this.data!.code) },
      h("span", { cls: "ogm-label" }, t.title, rough && this.phone ? "(估)" : ""),
      h("span", { cls: "ogm-figure" }, h("span", { cls: "ogm-value" }, h("b", null, t.text.replace(/^100\.0$/u, "100") || "—"), t.unit && t.value !== null && h("small", null, t.unit)), t.spark && t.spark.length > 1 ? spark(t.spark, bad) : null),
      h("span", { cls: `ogm-delta ${cls}` }, t.value === null ? (t.why ?? "").replace(/^—\s*/u, "") : (t.delta?.text ?? note)));
  }

  private choose(key: string, button: HTMLElement): void {
    this.tab = key;
    button.parentElement?.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    this.ranking();
  }
  private sorted(): RankRow[] {
    const value = (r: RankRow) => Number(r[this.tab] ?? 0);
    return [...(this.data?.rank?.rows ?? [])].filter((r) => value(r) > 0).sort((a, b) => value(b) - value(a) || a.code.localeCompare(b.code));
  }
  private ranking(): void {
    if (!this.list || !this.data?.rank) return;
    const rows = this.sorted();
    const most = Math.max(1, ...rows.map((r) => Number(r[this.tab])));
    const red = this.tab === "overdue";
    const changed = rows.some((r) => r[`d_${this.tab}`] !== undefined && r[`d_${this.tab}`] !== null);
    const fit = this.phone ? rows.length : this.fit || 10;
    // Nobody clicks on a wall: there the row for the rest is one more place.
    const rest = this.root.closest(".kiosk") ? 0 : 1;
    const shown = rows.length > fit ? rows.slice(0, fit - rest) : rows;
    this.rows = shown.map((r, i) => {
      const n = Number(r[this.tab]);
      const d = r[`d_${this.tab}`] as number | null | undefined;
      const zone = this.phone ? this.places.row(r.code) : -1;
      const under = zone >= 0 && this.places.file.zone[zone] >= 0 ? this.places.title(this.places.file.zone[zone]) : "";
      return h("li", null, h("button", { type: "button", "data-code": r.code, onclick: () => this.hooks.pick(r.code), onmouseenter: () => this.hooks.hover(r.code), onmouseleave: () => this.hooks.hover(null), onfocus: () => this.hooks.hover(r.code) },
        h("span", { cls: "ogm-no" }, String(i + 1)), h("span", { cls: "ogm-nm" }, short(r.name)), this.phone ? h("small", { cls: "ogm-under" }, under) : null,
        h("span", { cls: "ogm-bar" }, h("i", { css: { width: `${(100 * n) / most}%` } })),
        h("span", { cls: "ogm-n" }, red && h("i", { cls: "ogm-tri", "aria-hidden": "true" }), count(n)),
        changed && h("span", { cls: `ogm-d${(d ?? 0) > 0 && red ? " bad" : ""}` }, change(d))));
    });
    const all = rows.length > shown.length ? h("li", { cls: "ogm-all" }, h("button", { type: "button", onclick: () => this.hooks.open(`rank:${this.tab}`, this.data!.code) }, `全部 ${rows.length} 个${this.unit()} ›`)) : null;
    fill(this.list, this.rows.length ? this.rows : h("li", { cls: "ogm-none" }, red ? "没有超期事件。" : "没有可排的数据。"), all);
    this.list.onkeydown = (e) => arrows(e, this.list!);
  }
  private unit(): string {
    const first = this.data?.rank?.rows[0];
    const row = first ? this.places.row(first.code) : -1;
    return row >= 0 ? LEVEL_TITLE[this.places.level(row)] : "";
  }
  /** As many rows as the window has room for; the rest is one click away. */
  private measure(): void {
    if (!this.list || this.phone) return;
    const room = this.root.clientHeight - this.list.offsetTop - 10;
    const fit = Math.max(4, Math.floor(room / (this.rows[0]?.offsetHeight || 34)));
    if (fit !== this.fit) { this.fit = fit; this.ranking(); }
  }
  mark(code: string | null): void {
    for (const li of this.rows) li.classList.toggle("on", code !== null && (li.firstElementChild as HTMLElement).dataset["code"] === code);
  }
}

/** A tile has room for one clause; the rest is in its tooltip. */
function first(note: string | null | undefined): string {
  return (note ?? "").split(/[，；]/u)[0];
}

function arrows(e: KeyboardEvent, list: HTMLElement): void {
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  const all = [...list.querySelectorAll("button")];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  all[Math.max(0, Math.min(all.length - 1, at + (e.key === "ArrowDown" ? 1 : -1)))]?.focus();
  e.preventDefault();
}

function spark(values: (number | null)[], red: boolean): SVGElement {
  const W = 64, H = 24, pad = 3;
  const known = values.map((v, i) => [i, v] as const).filter((p): p is readonly [number, number] => p[1] !== null);
  const lo = Math.min(...known.map((p) => p[1]));
  const hi = Math.max(...known.map((p) => p[1]));
  const pts = known.map(([i, v]) => [pad + ((W - 2 * pad) * i) / (values.length - 1), hi === lo ? H / 2 : H - pad - ((H - 2 * pad) * (v - lo)) / (hi - lo)]);
  const line = pts.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" ");
  const color = red ? "#D51F0F" : "#3F82BD";
  const [lx, ly] = pts[pts.length - 1];
  return s("svg", { cls: "ogm-spark", width: W, height: H, viewBox: `0 0 ${W} ${H}`, "aria-hidden": "true" },
    s("polygon", { points: `${pts[0][0]},${H} ${line} ${lx},${H}`, fill: red ? "#FCEDEB" : "#E8F1F8" }),
    s("polyline", { points: line, fill: "none", stroke: color, "stroke-width": 1.4, "stroke-linejoin": "round" }),
    s("circle", { cx: lx, cy: ly, r: 2.2, fill: color }));
}
