// The section of the step at hand: what is chosen, what it would give and take; its buttons stay at the foot.
import { fill, h } from "../ui/dom.ts";
import { shown } from "./figures.ts";
import type { Effect, Preview } from "./talk.ts";

const MOST = 12; // grids listed before the rest is only counted
const number = new Intl.NumberFormat("zh-CN");

export class Step {
  readonly root = h("section", { cls: "pl-step", "aria-live": "polite" });
  readonly foot = h("div", { cls: "pl-buttons" });
  choosing = false;
  constructor(private readonly commit: () => void, private readonly drop: () => void) {}

  clear(): void { this.put([], []); }
  put(body: (Node | null)[], buttons: (Node | null)[]): void {
    this.choosing = false;
    fill(this.root, body);
    fill(this.foot, buttons);
  }
  /** Something is chosen, but not yet where it goes. */
  chosen(count: number, households: string, from: string, note: (() => void) | null): void {
    this.put([h("h2", null, "选中"), h("p", null, `${count} 个微网格，${households} 户，现属${from}。`), h("p", { cls: "ogm-soft" }, "在地图上点要划入的三级网格，或点上面表中的一行。按住 Shift 可继续加选，Esc 取消。")], note ? [h("button", { type: "button", cls: "ogm-control", onclick: note }, "写批注")] : []);
    this.choosing = true;
  }
  waiting(): void { this.put([h("h2", null, "这一笔的得与失"), h("p", { cls: "ogm-soft" }, "正在核对…")], []); }
  preview(seen: Preview, title: string, badge: HTMLElement | null = null): void {
    const l3 = seen.effects.filter((e) => e.level === "l3");
    const sign = (e: Effect) => { const d = (e.households[1] ?? 0) - (e.households[0] ?? 0); return d > 0 ? "+" : d < 0 ? "−" : "="; };
    const moved = Math.max(0, ...seen.moves.map((m) => m.metres));
    this.put([
      h("h2", null, "这一笔的得与失", h("small", null, "提交前预览")), badge,
      ...l3.slice(0, MOST).map((e) => h("div", { cls: `pl-effect ${sign(e) === "+" ? "gain" : ""}` }, h("i", { "aria-hidden": "true" }, sign(e)), h("div", null, h("b", null, e.name), h("p", null, `${shown(e.households[0])} → ${shown(e.households[1])} 户，${shown(e.people[0])} → ${shown(e.people[1])} 人${area(e)}`)))),
      l3.length > MOST ? h("p", { cls: "ogm-soft" }, `另有 ${l3.length - MOST} 个三级网格有得有失。`) : null,
      l3.length ? null : h("p", null, `${seen.micro} 个微网格的边界会变，各三级网格的户数不变。`),
      h("div", { cls: "pl-effect" }, h("i", { "aria-hidden": "true" }, "="), h("div", null, h("b", null, "不变"), h("p", null, `区界逐点不变，全区合计 ${shown(seen.kept.hh)} 户。`))),
      moved > 5 ? h("p", { cls: "pl-note" }, `有接点移动 ${moved} 米，以落在不可改动的边界上。`) : null,
    ], [h("button", { type: "button", cls: "pl-primary", onclick: () => this.commit() }, "提交这一笔"), h("button", { type: "button", cls: "ogm-control", onclick: () => this.drop() }, "放弃"), h("span", null, title)]);
  }
}
function area(e: Effect): string {
  const d = (e.area[1] ?? 0) - (e.area[0] ?? 0);
  return Math.abs(d) >= 1 ? `，${d > 0 ? "+" : "−"}${number.format(Math.abs(Math.round(d)))} 平方米` : "";
}
