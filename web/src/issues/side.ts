// The right panel of 诉求: how many against last time, what stands out, where it gathers, what comes back, and the four grains.
import type { Tile } from "../contract.ts";
import { count, short } from "../format.ts";
import type { Places } from "../places.ts";
import { fill, h, s } from "../ui/dom.ts";
import { toldButton } from "../ui/told.ts";
import type { Ask } from "./ask.ts";
import type { Cube, Hot, Spot, Standout } from "./cube.ts";

const TABS = [["standouts", "突出"], ["hot", "热点"], ["repeats", "反复"], ["communities", "社区"]] as const;
type Tab = (typeof TABS)[number][0];
const SHOWN = 40;

export interface SideHooks {
  standout(s: Standout): void;
  hot(spot: Hot): void;
  repeat(spot: Spot): void;
  pick(code: string): void;
}

export class Side {
  readonly root = h("aside", { cls: "ogm-rail ogm-issside", "aria-label": "发现" });
  private readonly top = h("div", null);
  private readonly body = h("section", { cls: "ogm-ranking", "aria-label": "发现" });
  private readonly below = h("div", null);
  tab: Tab = "standouts";
  private told: Tile[] = [];
  private redraw: () => void = () => undefined;

  constructor(private readonly places: Places, private readonly hooks: SideHooks) { fill(this.root, this.top, this.body, this.below); }

  draw(cube: Cube, ask: Ask, row: number, className: (i: number) => string, classCode: (i: number) => string): void {
    this.redraw = () => this.draw(cube, ask, row, className, classCode);
    const now = cube.count(cube.now, ask, row);
    const before = cube.reaches ? cube.count(cube.before, ask, row) : null;
    const step = before === null ? null : now - before;
    const change = step === null ? "上期数据不全，不作比较" : step === 0 ? "与上期持平" : `${step > 0 ? "↑" : "↓"} ${count(Math.abs(step))} 较上期${before ? `（${Math.round((100 * Math.abs(step)) / before)}%）` : ""}`;
    fill(this.top,
      h("div", { cls: "ogm-head" }, h("h1", null, this.places.title(row)), h("span", null, `近 ${cube.file.days} 天上报`), toldButton(() => this.root, () => this.places.title(row), () => [this.counted(now, cube), ...this.told])),
      h("div", { cls: "ogm-issnow" }, h("p", null, h("b", null, count(now)), h("small", null, "件")), h("span", null, change), trend(cube, ask, row)));
    const tabs = h("div", { cls: "ogm-tabs wide", role: "group", "aria-label": "看哪一种" }, TABS.map(([key, title]) => h("button", { type: "button", "aria-pressed": String(key === this.tab), onclick: () => { this.tab = key; this.redraw(); } }, title)));
    fill(this.body, tabs, ...this.list(cube, ask, row, className, classCode));
    this.funnel(cube, ask, row);
  }

  /** The large number as a figure of its own: what it counts, when, from where. */
  private counted(now: number, cube: Cube): Tile {
    return { key: "reported", title: "上报", value: now, unit: "件", text: count(now), delta: null, spark: null, formula: "期内上报的事件，按所选的方面、来源、状态筛选（作废、重复不计）；突出、热点、反复各在表下写明", from: "事件", period: `近 ${cube.file.days} 天，比此前 ${cube.file.days} 天`, at: cube.file.as_of.slice(5, 16).replace("T", " ") };
  }
  private inside(code: string | null, row: number): boolean {
    if (row < 0 || this.places.level(row) === "district") return true;
    const at = this.places.row(code);
    const below = ["l3", "micro", "dedicated", "center"].includes(this.places.level(row)) ? this.places.l2[row] : row;
    return at >= 0 && this.places.inside(at, below);
  }
  private name(code: string): string {
    const at = this.places.row(code);
    return at >= 0 ? short(this.places.title(at)) : "";
  }

  private list(cube: Cube, ask: Ask, row: number, className: (i: number) => string, classCode: (i: number) => string): HTMLElement[] {
    const only = ask.cls;
    const item = (title: string, line: string, n: string, run: () => void) => h("li", null, h("button", { type: "button", onclick: run }, h("span", null, h("b", null, title), h("small", null, line)), h("b", null, n)));
    const none = (text: string) => [h("p", { cls: "ogm-none" }, text)];
    const listed = (rows: HTMLElement[], note: string, empty: string) => (rows.length ? [h("ol", { cls: "ogm-isslist" }, rows.slice(0, SHOWN)), h("p", { cls: "ogm-issnote" }, note)] : none(empty));
    if (this.tab === "standouts") {
      const rows = cube.file.standouts.filter((x) => (!only || only.has(x.cls)) && (x.l2 ? this.inside(x.l2, row) : this.inside(null, row)));
      return listed(rows.map((x) => item(`${x.where ?? x.day!.slice(5).replace("-", " 月 ")}${x.where ? "" : " 日"}，${x.kind}`, `${x.where ? "" : "一天之内，"}按全区份额应约 ${count(Math.round(x.expected))} 件，是其 ${(x.n / x.expected).toFixed(1)} 倍`, `${count(x.n)} 件`, () => this.hooks.standout(x))),
        "明显多于按全区份额应有的件数（泊松检验，错报率控制在 1%）", "本期没有明显突出的问题。");
    }
    if (this.tab === "hot") {
      const key = only?.size === 1 ? classCode([...only][0]) : "";
      const rows = (cube.file.hot[key] ?? []).filter((x) => this.inside(x.l2, row));
      return listed(rows.map((x) => item(`${this.name(x.l2) || "区内"}一带`, `Gi* ${x.z.toFixed(1)}，校正后 p ${x.q < 0.001 ? "＜0.001" : `＝${x.q.toFixed(3)}`}`, `${count(x.n)} 件`, () => this.hooks.hot(x))),
        `${key ? className([...only!][0]) : "全部诉求"}，连同相邻格显著偏多；地图上黑框标出。只随方面与时段变，不随状态、来源变`, "没有通过检验的热点。");
    }
    if (this.tab === "repeats") {
      const rows = cube.file.repeats.filter((x) => (!only || only.has(x.cls)) && this.inside(x.l2, row));
      return listed(rows.map((x) => item(x.where, `${x.kind}，最近 ${x.last}${x.open ? `，${x.open} 件未办结` : ""}`, `${count(x.n)} 次`, () => this.hooks.repeat(x))),
        "40 米之内、同一类、本期 3 次以上；住址类按所在网格计", "本期没有反复上报的地点。");
    }
    const now = cube.by("l2", cube.now, ask, row);
    const before = cube.by("l2", cube.before, ask, row);
    const rows = [...now].sort((a, b) => b[1] - a[1]);
    return listed(rows.map(([at, n]) => {
      const d = n - (before.get(at) ?? 0);
      return item(short(this.places.title(at)), !cube.reaches ? "" : d === 0 ? "与上期持平" : `${d > 0 ? "↑" : "↓"} ${count(Math.abs(d))} 较上期`, `${count(n)} 件`, () => this.hooks.pick(this.places.code(at)));
    }), "按现在的筛选计", "没有符合筛选的诉求。");
  }

  private funnel(cube: Cube, ask: Ask, row: number): void {
    const f = cube.funnel(ask, row);
    const grains: [string, number, string, string][] = [
      ...(f.notes === null ? [] : [["随手记", f.notes, "条", "网格员随手记下的，不随筛选变"] as [string, number, string, string]]),
      ["巡查", f.patrols, "次", "网格员的巡查记录，不随筛选变"], ["上报", f.events, "件", "各来源上报的事件，作废、重复不计"],
      ["派单", f.sent, "件", "上报中转办出去的，自办不计"], ["办结", f.done, "件", "上报中已办结的"],
    ];
    const many = f.notes === null ? "四种口径" : "五种口径";
    fill(this.below, h("section", { cls: "ogm-issfunnel", "aria-label": many }, h("h2", null, f.notes === null ? "从巡查到办结" : "从随手记到办结", h("small", null, `${many}，不能相加`)),
      h("ol", null, grains.map(([name, n, unit, why]) => h("li", { title: why }, h("span", null, name, h("small", null, unit)), h("p", null, h("b", null, count(n)))))),
      f.notes === null ? h("p", { cls: "ogm-issnote" }, "随手记流水未导入，不列数") : null),
      this.figures);
  }

  private readonly figures = h("div", { cls: "ogm-tiles ogm-issfigures" });
  /** Shares of the place as the server counts them. */
  setFigures(tiles: Tile[]): void {
    this.told = tiles.filter((t) => t.from === "事件");
    fill(this.figures, this.told.map((t) => h("div", { cls: "ogm-tile", title: [t.num !== null && t.num !== undefined && t.den ? `${count(t.num)} / ${count(t.den)}` : "", t.source].filter(Boolean).join("；") },
      h("span", { cls: "ogm-label" }, t.title), h("div", { cls: "ogm-value" }, h("b", null, t.text), h("small", null, t.value === null ? "" : t.unit)),
      h("span", { cls: `ogm-delta${t.delta?.good === true ? " good" : t.delta?.good === false ? " bad" : ""}` }, t.value === null ? (t.why ?? "").replace(/^— /u, "") : (t.delta?.text ?? "")))));
  }
}

function trend(cube: Cube, ask: Ask, row: number): SVGElement {
  const days = cube.daily(ask, row).slice(cube.file.days);
  const most = Math.max(1, ...days);
  const w = 300 / days.length;
  return s("svg", { viewBox: "0 0 300 36", width: "100%", height: 36, preserveAspectRatio: "none", role: "img", "aria-label": `每日件数，最多一天 ${most} 件` },
    ...days.map((n, i) => s("rect", { x: (i * w).toFixed(2), y: (36 - (34 * n) / most).toFixed(2), width: Math.max(0.8, w - 0.8).toFixed(2), height: ((34 * n) / most).toFixed(2), fill: "#7FB3D9" })));
}
