// The right rail of 服务圈: how many are covered, who is outside, where the next centres should stand; or one centre.
import { absolute } from "../api.ts";
import { count, people, short } from "../format.ts";
import { sample } from "../glyphs.ts";
import { fill, h, icon } from "../ui/dom.ts";
import { toldButton } from "../ui/told.ts";
import { type Ask, candidates, query, WEIGHTS, type Weight } from "./ask.ts";
import type { Area, CenterCard, Group, Next, Totals } from "./answers.ts";
import { ofArea, ofCenter } from "./told.ts";
import type { Manifest } from "../contract.ts";

/** Rows before one asks for all: a low window still shows where the next centres should stand. */
const shown = () => (innerHeight < 820 ? 5 : 8);
const FEW = "不足10";
/** A hidden number is said as such, never as nothing. */
const told = (n: number | null) => (n === null ? FEW : count(n));

export interface SideHooks {
  set(patch: Partial<Ask>): void;
  pick(code: string): void;
  hover(code: string | null): void;
  find(): void;
  drop(): void;
  back(): void;
  manifest(): Manifest;
}

export class Side {
  readonly root = h("aside", { cls: "ogm-rail ogm-reachside", "aria-label": "服务圈概况", "data-kind": "over" });
  private tab: "rows" | "groups" = "rows";
  private all = false;
  private area: Area | null = null;
  private next: Next | "busy" | string | null = null;
  private center: CenterCard | null = null;
  private listed = "";

  constructor(private readonly ask: () => Ask, private readonly hooks: SideHooks) { this.draw(); }

  setArea(area: Area): void { this.area = area; this.draw(); }
  setNext(next: Next | "busy" | string | null): void {
    this.next = next;
    this.draw();
    if (next && typeof next === "object") this.root.querySelector(".ogm-sites")?.scrollIntoView({ block: "nearest" });
  }
  setCenter(center: CenterCard | null): void { this.center = center; this.draw(); this.root.scrollTop = 0; }
  failed(message: string): void { fill(this.root, h("div", { cls: "ogm-error", role: "alert" }, h("b", null, "服务圈没有取到"), h("p", null, message))); }

  private draw(): void {
    const { area } = this;
    const handle = h("button", { type: "button", cls: "ogm-handle", "aria-label": "展开或收起" });
    if (!area) return fill(this.root, handle, h("div", { cls: "ogm-bones" }, [36, 88, 240, 160].map((px) => h("div", { cls: "ogm-bone", css: { height: `${px}px` } }))));
    if (this.center) return fill(this.root, handle, this.card(this.center), h("p", { cls: "ogm-rule" }, area.rule));
    fill(this.root, handle,
      h("header", { cls: "ogm-head" }, h("h1", null, area.place.name), h("span", null, `${area.centers.all} 个中心，${people(area.covered.all)}人`), this.how(area.place.name, () => ofArea(this.hooks.manifest(), area, this.next && typeof this.next === "object" ? this.next : null))),
      this.figures(area), area.warn.map((w) => h("p", { cls: "ogm-warn" }, icon("warn", 16), w)), this.outside(area), this.where(area), h("p", { cls: "ogm-rule" }, area.rule));
  }

  private how(name: string, figures: () => ReturnType<typeof ofArea>): HTMLElement {
    return toldButton(() => this.root, () => name, figures);
  }
  private figures(area: Area): HTMLElement {
    const after = this.next && typeof this.next === "object" ? this.next : null;
    const block = (title: string, c: Totals, line: string, cls = "") => h("div", { cls }, h("span", null, title), h("p", null, h("b", null, c.share === null ? "—" : c.share.toFixed(c.share === 100 ? 0 : 1)), c.share === null ? "" : h("small", null, "%")), h("span", null, line));
    const now = area.covered;
    const gained = after && after.covered.inside !== null && now.inside !== null ? after.covered.inside - now.inside : null;
    return h("div", { cls: "ogm-reachnow" },
      block(`${area.minutes[2]} 分钟可达`, now, now.all === null ? "" : `${told(now.inside)} / ${count(now.all)} 人`),
      after && h("i", { "aria-hidden": "true" }, "→"),
      after && block(`增设 ${after.sites.length} 处后`, after.covered, gained === null ? "" : `＋${count(gained)} 人`, "after"));
  }

  private outside(area: Area): HTMLElement {
    const button = (key: "rows" | "groups", title: string) => h("button", { type: "button", "aria-pressed": String(this.tab === key), onclick: () => { this.tab = key; this.draw(); } }, title);
    const q = query(this.ask(), area.place.code, area.day ? { date: area.day } : {});
    const link = (kind: string, title: string) => h("a", { href: absolute(`data/v1/reach/outside.${kind}?${q}`), download: "" }, title);
    return h("section", { cls: "ogm-outside" },
      h("header", null, h("h2", null, "谁在圈外"), h("span", null, `${told(area.covered.outside)} 人`), h("div", { cls: "ogm-tabs", role: "group", "aria-label": "圈外的人按什么分" }, button("rows", area.of.replace(/^二级网格$/u, "社区")), button("groups", "九色"))),
      this.tab === "rows" ? this.rows(area) : this.groups(area.groups, area.groups_why),
      h("footer", null, area.covered.off_street ? h("span", { title: "离任何道路超过 150 米，或与道路之间有屏障：计入圈外" }, `其中离路过远 ${told(area.covered.off_street)} 人`) : h("span", null), h("span", null, "导出 ", link("xlsx", "Excel"), " ", link("csv", "CSV"))));
  }

  private rows(area: Area): HTMLElement {
    if (!area.rows.length) return h("p", { cls: "ogm-none" }, "这里人人都在圈内。");
    const rows = this.all ? area.rows : area.rows.slice(0, shown());
    return h("div", null,
      h("div", { cls: "ogm-outhead", "aria-hidden": "true" }, h("span", null, "网格"), h("span", null, "人"), h("span", null, "占本格"), h("span", null, "平均步行")),
      h("ol", { cls: "ogm-outrows" }, rows.map((r) => h("li", { onmouseenter: () => this.hooks.hover(r.code), onmouseleave: () => this.hooks.hover(null) }, h("button", { type: "button", onclick: () => this.hooks.pick(r.code) },
        h("span", { cls: "ogm-nm" }, short(r.name) || r.code.slice(-3)), h("b", null, told(r.outside)), h("span", { cls: "ogm-bar", "aria-hidden": "true" }, h("i", { css: { width: `${Math.min(100, r.share ?? 0)}%` } })), h("span", null, r.share === null ? "—" : `${Math.round(r.share)}%`), h("span", null, r.minutes === null ? "—" : `${count(r.minutes)} 分钟`))))),
      area.rows.length > shown() && h("button", { type: "button", cls: "ogm-outmore", onclick: () => { this.all = !this.all; this.draw(); } }, this.all ? "收起" : `全部 ${area.rows.length} 个`));
  }

  private groups(groups: Group[] | null, why: string): HTMLElement {
    if (!groups) return h("p", { cls: "ogm-none" }, why);
    return h("div", { cls: "ogm-groups" }, h("div", { cls: "ogm-grouphead", "aria-hidden": "true" }, h("span", null), h("span", null, "圈内"), h("span", null, "圈外")),
      groups.map((g) => h("div", null, h("span", null, sample(`disc:${g.color}:9:0:${g.glyph}:${g.ink}`), g.title), h("span", null, g.inside === null ? "—" : count(g.inside)), h("b", null, g.outside === null ? "—" : count(g.outside)))),
      why ? h("p", null, why) : null);
  }

  private where(area: Area): HTMLElement {
    const { k, weight, at } = this.ask();
    const next = this.next && typeof this.next === "object" ? this.next : null;
    const step = (by: number, name: string, sign: string) => h("button", { type: "button", "aria-label": name, disabled: k + by < 1 || k + by > 10, onclick: () => this.hooks.set({ k: k + by }) }, icon(sign, 16));
    const walk = area.method === "walk";
    const text = h("textarea", { rows: 3, placeholder: "每行一处：名称 经度 纬度", "aria-label": "候选地点" });
    text.value = this.listed;
    const bad = h("p", { cls: "ogm-soft" });
    return h("section", { cls: "ogm-next" },
      h("header", null, h("h2", null, "下一个中心建在哪"), h("div", { cls: "ogm-stepper" }, step(-1, "少一处", "minus"), h("b", null, `${k} 处`), step(1, "多一处", "plus"))),
      h("div", { cls: "ogm-nextset" },
        h("label", null, h("span", null, "优先"), h("span", { cls: "ogm-control ogm-select" }, h("select", { "aria-label": "优先覆盖谁", onchange: (e: Event) => this.hooks.set({ weight: (e.target as HTMLSelectElement).value as Weight }) }, WEIGHTS.map(([v, t]) => h("option", { value: v, selected: v === weight }, t))), icon("down", 14))),
        h("button", { type: "button", cls: "ogm-button primary", disabled: this.next === "busy" || !walk, onclick: () => this.hooks.find() }, this.next === "busy" ? "计算中…" : next ? "重新计算" : "计算"),
        next && h("button", { type: "button", cls: "ogm-button", onclick: () => this.hooks.drop() }, "清除")),
      h("details", { open: at.length > 0 }, h("summary", null, at.length ? `候选：名单 ${at.length} 处` : "候选：三级网格中心；可改用自己的名单"), text,
        h("div", null, h("button", { type: "button", cls: "ogm-button", onclick: () => {
          this.listed = text.value;
          const found = candidates(text.value);
          if (found.wrong.length) return void (bad.textContent = `第 ${found.wrong.slice(0, 5).join("、")} 行读不出经纬度（应为先经度、后纬度）。`);
          if (found.at.length > 200) return void (bad.textContent = "最多 200 处。");
          this.hooks.set({ at: found.at });
        } }, "使用名单"), at.length ? h("button", { type: "button", cls: "ogm-button", onclick: () => { this.listed = ""; this.hooks.set({ at: [] }); } }, "改回网格") : null), bad),
      !walk ? h("p", { cls: "ogm-none" }, "选址需要道路；直线缓冲不足以决定建在哪。") : null,
      typeof this.next === "string" && this.next !== "busy" ? h("p", { cls: "ogm-warn" }, icon("warn", 16), this.next) : null,
      next ? h("ol", { cls: "ogm-sites" }, next.sites.map((s) => h("li", null, h("i", null, String(s.rank)), h("span", { cls: "ogm-nm" }, s.name), h("b", null, s.gain === null ? FEW : `＋${count(s.gain)} 人`), h("span", null, s.share === null ? "" : `累计 ${s.share.toFixed(1)}%`)))) : null,
      next ? h("p", { cls: next.proven ? "ogm-proof" : "ogm-proof open" }, icon(next.proven ? "check" : "warn", 16), next.proof) : null,
      next?.note ? h("p", { cls: "ogm-soft" }, next.note) : null);
  }

  private card(c: CenterCard): HTMLElement {
    const off = this.ask().off.has(c.code);
    const turn = () => {
      const next = new Set(this.ask().off);
      if (!next.delete(c.code)) next.add(c.code);
      this.hooks.set({ off: next });
    };
    return h("div", { cls: "ogm-centercard" },
      h("header", { cls: "ogm-cardhead" }, h("div", { cls: "ogm-badges" }, h("span", null, "党群服务中心"), off && h("span", { cls: "off" }, "已停用（假设）"), this.area && this.how(c.name, () => ofCenter(this.hooks.manifest(), this.area!, c))), h("button", { type: "button", cls: "ogm-x", "aria-label": "返回", onclick: () => this.hooks.back() }, icon("close", 20)), h("h1", null, c.name), h("p", null, [c.hours && `开放 ${c.hours}`, c.staff_n !== null && `工作人员 ${c.staff_n} 人`].filter(Boolean).join("，"))),
      h("section", { cls: "ogm-ringbox" }, ring(c.resources), h("ul", null, c.resources.map((r) => h("li", { cls: r.has ? "" : "not" }, r.title)))),
      h("section", null, h("h2", null, "走到这里的人"), h("dl", { cls: "ogm-pacelist" }, c.paces.flatMap((p) => [h("dt", null, `${p.title} ${p.kmh.toFixed(1)} km/h`), h("dd", null, h("b", null, told(p.people)), " 人")]), h("dt", null, "以此为最近中心"), h("dd", null, h("b", null, told(c.nearest)), " 人"), h("dt", null, "只有这一处走得到"), h("dd", null, h("b", null, told(c.only)), " 人"), c.supply === null ? null : [h("dt", { title: "两步移动搜寻法：工作人员数除以圈内人数" }, "每千人工作人员"), h("dd", null, h("b", null, c.supply.toFixed(2)))])),
      h("section", null, h("h2", null, "九色", h("small", null, c.groups_at)), this.groups(c.groups, c.note)),
      h("div", { cls: "ogm-actions" }, h("button", { type: "button", cls: "ogm-button", onclick: turn }, off ? "恢复开放" : "假设关停")));
  }
}

/** Seven services as a ring; what is lacking stays pale. */
function ring(resources: { title: string; has: boolean }[]): SVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  for (const [k, v] of Object.entries({ viewBox: "-40 -40 80 80", width: "88", height: "88", role: "img", "aria-label": `七项服务中有 ${resources.filter((r) => r.has).length} 项` })) svg.setAttribute(k, v);
  const n = resources.length || 1;
  resources.forEach((r, i) => {
    const [a, b] = [(2 * Math.PI * i) / n - Math.PI / 2 + 0.05, (2 * Math.PI * (i + 1)) / n - Math.PI / 2 - 0.05];
    const path = document.createElementNS(ns, "path");
    path.setAttribute("d", `M${(30 * Math.cos(a)).toFixed(2)} ${(30 * Math.sin(a)).toFixed(2)}A30 30 0 0 1 ${(30 * Math.cos(b)).toFixed(2)} ${(30 * Math.sin(b)).toFixed(2)}`);
    path.setAttribute("fill", "none");
    path.setAttribute("stroke", r.has ? "#0F7B6C" : "#E1E6EB");
    path.setAttribute("stroke-width", "12");
    svg.append(path);
  });
  const text = document.createElementNS(ns, "text");
  for (const [k, v] of Object.entries({ "text-anchor": "middle", y: "7", "font-size": "20", "font-weight": "700", fill: "#1F2933" })) text.setAttribute(k, v);
  text.textContent = String(resources.filter((r) => r.has).length);
  svg.append(text);
  return svg;
}
