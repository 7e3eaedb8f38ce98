// Locks: what is held, by whom and for whom; a whole level at once.
import { fill, h } from "../ui/dom.ts";
import type { Lock } from "./talk.ts";
import type { Step } from "./step.ts";

const LEVELS: [string, string][] = [["micro", "微网格边界"], ["l3", "三级网格边界"], ["l2", "社区(村)边界"], ["l1", "镇街边界"], ["zone", "片区边界"], ["", "全部"]];
const ROLES: [string, string][] = [["", "所有人"], ["planner", "网格规划"], ["street", "镇街"]];
const wordOf = (list: [string, string][], key: string) => list.find(([k]) => k === key)?.[1] ?? key;

export type Held = Pick<Lock, "what" | "key" | "role"> & { reason?: string };

export function locks(step: Step, list: Lock[], chosen: string[], name: (id: string) => string, set: (lock: Held[], on: boolean) => void, close: () => void): void {
  const what = h("select", { "aria-label": "锁什么" }, chosen.length ? h("option", { value: "units" }, `选中的 ${chosen.length} 个微网格`) : null, LEVELS.map(([key, title]) => h("option", { value: key || "all" }, title)));
  const role = h("select", { "aria-label": "对谁" }, ROLES.map(([key, title]) => h("option", { value: key }, title)));
  const why = h("input", { type: "text", maxlength: "60", placeholder: "原因（可不填）", "aria-label": "原因" });
  const wanted = (): Held[] => {
    const rest = { role: role.value, reason: why.value };
    if (what.value === "units") return chosen.map((key) => ({ what: "unit", key, ...rest }));
    return [what.value === "all" ? { what: "all", key: "", ...rest } : { what: "level", key: what.value, ...rest }];
  };
  const said = (lock: Lock) => (lock.what === "unit" ? name(lock.key) : lock.what === "all" ? "全部" : wordOf(LEVELS, lock.key));
  const rows = list.map((lock) => h("li", null, h("div", null, h("b", null, said(lock)), h("small", null, [lock.role ? `只对${wordOf(ROLES, lock.role)}` : "", lock.author, lock.at, lock.reason].filter(Boolean).join("，"))), h("button", { type: "button", cls: "ogm-control", onclick: () => set([lock], false) }, "解锁")));
  const form = h("div", { cls: "pl-form" }, h("label", null, "锁住", h("span", { cls: "ogm-control ogm-select" }, what)), h("label", null, "对", h("span", { cls: "ogm-control ogm-select" }, role)), why);
  const held = h("ul", { cls: "pl-held" });
  fill(held, rows.length ? rows : h("li", { cls: "ogm-soft" }, "现在没有锁。"));
  step.put([h("h2", null, "锁定", h("small", null, `${list.length} 处`)), form, held],
    [h("button", { type: "button", cls: "pl-primary", onclick: () => set(wanted(), true) }, "锁定"), h("button", { type: "button", cls: "ogm-control", onclick: close }, "完成")]);
}
