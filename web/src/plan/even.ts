// 均衡: the fewest changes for a community, a street or the district, how far it is, and what evenness costs.
import { fill, h, s } from "../ui/dom.ts";
import { share } from "./figures.ts";
import type { Step } from "./step.ts";
import { Said, type Balanced, type Refusal, type Talk, type Task, type Weights, type Wide } from "./talk.ts";

const WIDE: [Wide, string][] = [["l2", "本社区"], ["l1", "本镇街"], ["district", "全区"]];
const PAUSE_MS = 300;

export interface EvenHooks {
  asked(): { head: number; focus: string; name: string; weights: Weights; measure: string };
  /** Show the proposals of some communities (none = all) as one step to be committed. */
  propose(keys: string[], badge: HTMLElement): Promise<void>;
  /** Commit each community as a step of its own; answers those refused. */
  each(rows: Task[], told: (n: number) => void): Promise<{ name: string; no: Refusal }[]>;
  drop(): void; focus(id: string): void; failed(error: unknown): void; refused(no: Refusal): void;
}

export class Evening {
  private wide: Wide = "l2";
  private cap = 10;
  private turn = 0; // a newer question makes the older loop end
  constructor(private readonly step: Step, private readonly talk: Talk, private readonly hooks: EvenHooks) {}

  open(): void {
    this.turn++;
    void this.talk.act("warm", {}).catch(() => undefined);
    const { name, measure } = this.hooks.asked();
    const says = h("output", null, `${this.cap}%`);
    const cap = h("input", { type: "range", min: "5", max: "50", step: "5", value: String(this.cap), "aria-label": "偏差上限", oninput: () => { this.cap = Number(cap.value); says.textContent = `${cap.value}%`; } });
    const where = h("div", { cls: "pl-tabs pl-wide", role: "group", "aria-label": "均衡哪里" });
    const paint = () => fill(where, WIDE.map(([key, title]) => h("button", { type: "button", "aria-pressed": String(this.wide === key), onclick: () => { this.wide = key; paint(); } }, title)));
    paint();
    this.step.put([
      h("h2", null, "一键均衡", h("small", null, name)), where,
      h("p", { cls: "pl-gap" }, `各三级网格的${measure}与本社区均值之差不超过 `, says), cap,
      h("p", { cls: "ogm-soft" }, "在上限内改动最少的微网格，同样少时取边界最短的；锁住的不动。本社区约十秒（难的半分钟），全区不超过两分钟，随时可停。按什么均衡，由上面的标签决定。"),
    ], [
      h("button", { type: "button", cls: "pl-primary", onclick: () => void this.run(this.wide) }, "开始计算"),
      h("button", { type: "button", cls: "ogm-control", onclick: () => void this.run("curve") }, "本社区权衡曲线"),
      h("button", { type: "button", cls: "ogm-control", onclick: () => this.hooks.drop() }, "不做了"),
    ]);
  }
  leave(): void { this.turn++; }

  private async run(wide: Wide): Promise<void> {
    const turn = ++this.turn;
    let stop = false;
    const { head, focus, weights } = this.hooks.asked();
    try {
      let so = await this.talk.act<Balanced>("balance", { head, focus, wide, cap: this.cap / 100, weights });
      while (!("refused" in so) && !so.done) {
        if (turn !== this.turn) return void this.talk.act("cancel", {}).catch(() => undefined);
        this.progress(so, wide, () => { stop = true; });
        await new Promise((done) => setTimeout(done, PAUSE_MS));
        so = await this.talk.act<Balanced>(stop ? "cancel" : "balanced", {});
      }
      if (turn !== this.turn) return;
      if ("refused" in so) return this.hooks.refused(so.refused);
      if (wide === "curve") this.curve(so);
      else if (so.rows.length === 1 && so.usable && so.changed) await this.hooks.propose([], badge(so));
      else this.result(so);
    } catch (error) {
      if (error instanceof Said) this.step.put([h("h2", null, "一键均衡"), h("p", null, error.message), h("p", { cls: "ogm-soft" }, error.remedy)], [h("button", { type: "button", cls: "ogm-control", onclick: () => this.open() }, "重新设置"), this.no()]);
      else this.hooks.failed(error);
    }
  }
  private no(): HTMLElement { return h("button", { type: "button", cls: "ogm-control", onclick: () => this.hooks.drop() }, "放弃"); }
  private progress(so: Balanced, wide: Wide, stop: () => void): void {
    const ready = so.rows.filter((row) => row.state === "done").length;
    const many = so.rows.length > 1;
    this.step.put([
      h("h2", null, wide === "curve" ? "正在计算权衡曲线" : "正在均衡", many ? h("small", null, `${ready} / ${so.rows.length}`) : null),
      h("progress", { max: "1", value: String(so.share), "aria-label": "进度" }),
      h("p", { cls: "ogm-soft" }, so.badge || "正在寻找第一个方案…"), many && wide !== "curve" ? this.list(so) : null,
    ], [h("button", { type: "button", cls: "ogm-control", onclick: stop }, so.usable ? "停下，用目前的" : "停下")]);
    this.step.root.querySelector(".pl-towns li.now")?.scrollIntoView({ block: "nearest" });
  }
  private list(so: Balanced): HTMLElement {
    let first = true;
    return h("ul", { cls: "pl-towns" }, so.rows.map((row) => {
      const now = row.state !== "done" && first;
      if (now) first = false;
      const told = row.state === "waiting" ? (now ? "正在算…" : "等候") : !row.usable ? row.badge || "没有算到" : !row.changed ? "现状已达标" : `改 ${row.changed} 个，${range(row)}${row.proven || !row.bound ? "" : `，至少 ${row.bound} 个`}`;
      return h("li", { cls: now ? "now" : row.state === "done" && !row.usable ? "not" : "" }, h("button", { type: "button", title: "看这个社区", onclick: () => this.hooks.focus(row.key) }, row.name), h("span", null, told), row.proven ? h("em", null, "已证明") : null);
    }), so.skipped.map((row) => h("li", { cls: "not" }, h("span", null, row.why))));
  }
  /** Several communities, or one where nothing keeps the cap or nothing needs to change. */
  private result(so: Balanced): void {
    const moved = so.rows.filter((row) => row.usable && row.changed);
    const not = so.rows.filter((row) => !row.usable);
    const one = so.rows.length === 1;
    this.step.put([
      h("h2", null, "均衡的结果", h("small", null, one ? so.rows[0].name : `${so.rows.length} 个社区`)), badge(so),
      one ? (moved.length || not.length ? null : h("p", null, "现状已在上限以内，不需要改动。")) : h("div", { cls: "pl-sums" },
        sum("改动微网格", `${so.changed} / ${so.units}`), sum("最大偏差", `${percent(so.was)} → ${percent(so.deviation)}`), sum("达到上限", `${so.rows.length - not.length} / ${so.rows.length}`)),
      not.length && !one ? h("p", { cls: "pl-note" }, `${not.length} 个社区在这个上限内没有方案，维持现状，原因见下。`) : null,
      one ? null : this.list(so),
    ], [
      ...(moved.length ? [h("button", { type: "button", cls: "pl-primary", onclick: () => void this.propose(so) }, "合成一步"), h("button", { type: "button", cls: "ogm-control", onclick: () => void this.each(moved) }, "每社区一步")] : []),
      h("button", { type: "button", cls: "ogm-control", onclick: () => this.open() }, "重新设置"), this.no(),
    ]);
  }
  private async propose(so: Balanced, keys: string[] = []): Promise<void> {
    try { await this.hooks.propose(keys, badge(keys.length ? so.rows.find((row) => row.key === keys[0])! : so)); } catch (error) { this.hooks.failed(error); }
  }
  private async each(rows: Task[]): Promise<void> {
    const told = (n: number) => this.step.put([h("h2", null, "正在提交", h("small", null, `${n} / ${rows.length}`)), h("progress", { max: String(rows.length), value: String(n) })], []);
    told(0);
    try {
      const no = await this.hooks.each(rows, told);
      this.step.put([h("h2", null, "已提交"), h("p", null, `${rows.length - no.length} 个社区各记为一步，可以逐步撤销。`), ...no.map((each) => h("p", { cls: "pl-note" }, `${each.name}没有采用：${each.no.text}`))], [h("button", { type: "button", cls: "ogm-control", onclick: () => this.hooks.drop() }, "完成")]);
    } catch (error) { this.hooks.failed(error); }
  }
  /** What evenness costs: the fewest changes at each cap, chosen by a click. */
  private curve(so: Balanced): void {
    const most = Math.max(1, ...so.rows.map((row) => row.changed));
    const [wide, high] = [328, 132];
    const x = (i: number) => 28 + (i * (wide - 48)) / Math.max(so.rows.length - 1, 1);
    const y = (n: number) => high - 30 - (n / most) * (high - 54);
    const fits = so.rows.map((row, i) => ({ row, i })).filter(({ row }) => row.usable);
    const words = (at: number, up: number, says: string, cls = "") => { const t = s("text", { x: at, y: up, "text-anchor": "middle", class: cls }); t.textContent = says; return t; };
    const drawing = s("svg", { viewBox: `0 0 ${wide} ${high}`, class: "pl-curve", role: "img", "aria-label": "偏差上限越低，改动越多" },
      s("line", { x1: 14, x2: wide - 8, y1: high - 22, y2: high - 22, class: "axis" }),
      s("polyline", { points: fits.map(({ row, i }) => `${x(i)},${y(row.changed)}`).join(" "), class: "line" }),
      ...fits.flatMap(({ row, i }) => [s("circle", { cx: x(i), cy: y(row.changed), r: 5, class: row.proven ? "proven" : "found" }), words(x(i), y(row.changed) - 10, String(row.changed), "n")]),
      ...so.rows.map((row, i) => words(x(i), high - 6, `±${Math.round(row.cap * 100)}%`)));
    this.step.put([
      h("h2", null, "权衡曲线", h("small", null, "改动个数与偏差上限")), drawing,
      h("ul", { cls: "pl-towns" }, so.rows.map((row) => h("li", { cls: row.usable ? "" : "not" },
        row.usable && row.changed ? h("button", { type: "button", title: "预览这一档", onclick: () => void this.propose(so, [row.key]) }, `上限 ${Math.round(row.cap * 100)}%`) : h("b", null, `上限 ${Math.round(row.cap * 100)}%`),
        h("span", null, row.usable ? (row.changed ? `改 ${row.changed} 个，${range(row)}${row.proven || !row.bound ? "" : `，至少 ${row.bound} 个`}` : "现状已达标") : row.badge || "没有算到"), row.proven ? h("em", null, "已证明") : null))),
      h("p", { cls: "ogm-soft" }, "实心点已证明改动最少，空心点尚未证明。点一档预览。"),
    ], [h("button", { type: "button", cls: "ogm-control", onclick: () => this.open() }, "重新设置"), this.no()]);
  }
}
function range(row: { was: number | null; deviation?: number | null }): string { return `偏差 ${percent(row.was)} → ${percent(row.deviation)}`; }
function percent(value: number | null | undefined): string { return share(value).replace("+", ""); }
function sum(title: string, value: string): HTMLElement { return h("div", null, h("span", null, title), h("b", null, value)); }
/** A badge only for a proof; otherwise the gap. */
function badge(so: { proven: boolean; badge: string }): HTMLElement { return h("p", { cls: so.proven ? "pl-proven" : "pl-note" }, so.badge); }
