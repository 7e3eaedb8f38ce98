// The tools on the left, their keys, and the white card that says why an edit was refused.
import { fill, h, icon } from "../ui/dom.ts";
import type { Refusal } from "./talk.ts";

export type Tool = "point" | "brush" | "lasso" | "draw" | "reshape" | "cut";
export const TOOLS: { key: Tool; title: string; icon: string; letter: string; says: string }[] = [
  { key: "point", title: "选点", icon: "pointer", letter: "V", says: "点微网格选中，再点要划入的三级网格" },
  { key: "brush", title: "刷", icon: "brush", letter: "B", says: "按住拖过微网格，松开后点要划入的三级网格" },
  { key: "lasso", title: "套索", icon: "lasso", letter: "Q", says: "按住画一圈，圈内的微网格被选中" },
  { key: "draw", title: "画", icon: "pen", letter: "D", says: "选中一个微网格，画出它的新范围，邻格自动补齐" },
  { key: "reshape", title: "改线", icon: "reshape", letter: "R", says: "选中一个微网格，画一条穿过其边界两次的线" },
  { key: "cut", title: "切", icon: "cut", letter: "X", says: "从一边画到另一边，把微网格切成两块" },
];

export class Bar {
  readonly root = h("nav", { cls: "pl-tools", role: "toolbar", "aria-label": "编辑工具", "aria-orientation": "vertical" });
  private readonly buttons = new Map<string, HTMLButtonElement>();
  constructor(tool: (t: Tool) => void, act: (what: "balance" | "merge" | "lock" | "undo" | "redo") => void) {
    const button = (key: string, title: string, name: string, says: string, run: () => void) => {
      const b = h("button", { type: "button", title: says, "aria-label": says, onclick: run }, icon(name, 20), h("span", null, title));
      this.buttons.set(key, b);
      return b;
    };
    fill(this.root, TOOLS.map((t) => button(t.key, t.title, t.icon, `${t.title}（${t.letter}）：${t.says}`, () => tool(t.key))), h("hr", null),
      button("merge", "并", "merge", "合并选中的微网格（M），须属同一个三级网格且相邻", () => act("merge")),
      button("lock", "锁", "locked", "锁定（L）：选中的微网格、某一层边界或全部；可只对某个角色", () => act("lock")), h("hr", null),
      button("balance", "均衡", "scales", "一键均衡：在偏差上限内，用最少的改动把社区、镇街或全区调匀", () => act("balance")), h("hr", null),
      button("undo", "撤销", "undo", "撤销（Ctrl+Z）", () => act("undo")), button("redo", "重做", "redo", "重做（Ctrl+Y）", () => act("redo")));
  }
  tool(now: Tool): void { for (const t of TOOLS) this.buttons.get(t.key)!.setAttribute("aria-pressed", String(t.key === now)); }
  allow(what: Record<string, boolean>): void { for (const [key, on] of Object.entries(what)) this.buttons.get(key)!.disabled = !on; }
}

/** Stays until it is closed: what was refused, why, and the way to the place. */
export function refusal(no: Refusal, see: (() => void) | null, again: (() => void) | null, close: () => void): HTMLElement {
  return h("div", { cls: "pl-refused", role: "alert" }, icon("warn", 20),
    h("div", null, h("b", null, no.code === "stale" ? "这一步没有采用：方案已有新的改动" : `未采用：${no.text}`), h("p", null, no.code === "stale" ? no.remedy : `${no.remedy}图形未改动。`), no.rows.length ? h("p", { cls: "pl-rows" }, no.rows.join("；")) : null),
    see ? h("button", { type: "button", cls: "ogm-control", onclick: see }, "看位置") : null,
    again ? h("button", { type: "button", cls: "ogm-control", onclick: again }, "取得最新") : null,
    h("button", { type: "button", cls: "pl-x", "aria-label": "关闭", onclick: close }, icon("close", 18)));
}
