// The left panel of 服务圈: who walks, how long, what a centre must offer, what is shown.
import type { Look } from "../contract.ts";
import { fill, h, s } from "../ui/dom.ts";
import { texture } from "../ui/panel.ts";
import { type Ask, KMH, MINUTES, PACES } from "./ask.ts";
import type { Area } from "./answers.ts";
import type { Part } from "./draw.ts";

const ROWS: [Part, string][] = [["b1", ""], ["b2", ""], ["b3", ""], ["gaps", "圈外"], ["next", "拟增设可达"], ["borders", "各中心归属"], ["shared", "重叠覆盖"], ["supply", "每千人工作人员"]];

export class Controls {
  readonly root = h("aside", { cls: "ogm-panel ogm-reach", "aria-label": "服务圈设置" });
  private readonly looks = h("nav", { cls: "ogm-looks", "aria-label": "看" });
  private readonly paces = h("div", { cls: "ogm-tabs wide", role: "group", "aria-label": "谁在走" });
  private readonly pace: Slider;
  private readonly minutes: Slider;
  private readonly needs = h("div", null);
  private readonly parts = h("div", null);
  private readonly off = h("p", { cls: "ogm-reach-off" });

  constructor(private readonly ask: () => Ask, private readonly set: (patch: Partial<Ask>) => void, private readonly shown: () => ReadonlySet<Part>, private readonly show: (parts: ReadonlySet<Part>) => void) {
    this.pace = slider("步速", KMH.min, KMH.max, 0.1, (v) => `${v.toFixed(1)} km/h`, (v) => this.set({ kmh: v }));
    this.minutes = slider("时限", MINUTES.min, MINUTES.max, 1, (v) => `${v} 分钟`, (v) => this.set({ minutes: v }));
    fill(this.root, this.looks,
      h("section", { "aria-label": "谁在走，走多久" }, h("h3", null, "谁在走，走多久"), this.paces, this.pace.root, this.minutes.root),
      h("section", { "aria-label": "中心须能办" }, h("h3", null, "中心须能办"), this.needs, this.off),
      h("section", { "aria-label": "显示" }, h("h3", null, "显示"), this.parts));
    this.sync(null);
  }

  setLooks(looks: Look[]): void {
    fill(this.looks, looks.length > 1 && h("h3", null, "看"), looks.length > 1 ? looks.map((l) => h("a", { href: l.url, cls: l.active ? "active" : "", "aria-current": l.active ? "page" : null }, l.title)) : null);
  }

  /** Follow the state; the answer brings counts and the minutes of the bands. */
  sync(area: Area | null): void {
    const { kmh, minutes, need, off } = this.ask();
    const preset = PACES.find((p) => p.kmh === kmh);
    const button = (title: string, on: boolean, run: () => void) => h("button", { type: "button", "aria-pressed": String(on), onclick: run }, title);
    fill(this.paces, PACES.map((p) => button(p.title, p === preset, () => this.set({ kmh: p.kmh }))), button("自定", !preset, () => this.pace.focus()));
    this.pace.value(kmh);
    this.minutes.value(minutes);
    if (area) {
      fill(this.needs, area.resources.map(({ title, n }, i) => row(title, need[i], String(n), null, (on) => this.set({ need: need.map((was, k) => (k === i ? on : was)) }))));
      const [a, b, c] = area.minutes;
      const titles: Partial<Record<Part, string>> = { b1: `${a} 分钟内`, b2: `${a} 至 ${b} 分钟`, b3: `${b} 至 ${c} 分钟` };
      fill(this.parts, ROWS.map(([part, title]) => row(titles[part] ?? title, this.shown().has(part), "", sign(part), (on) => {
        const next = new Set(this.shown());
        if (on) next.add(part);
        else next.delete(part);
        this.show(next);
      })));
    }
    const { supply } = area ?? {};
    if (supply && this.shown().has("supply")) {
      const marks = [0, ...supply.breaks];
      this.parts.append(h("div", { cls: "ogm-ramp", "aria-label": "每千人工作人员，人" }, marks.map((from, i) => h("span", null, h("i", { cls: `r${i + 1}` }), marks[i + 1] === undefined ? `${from}+` : String(from)))));
    }
    this.off.hidden = off.size === 0;
    fill(this.off, `已停用 ${off.size} 个中心（假设关停）`, h("button", { type: "button", cls: "ogm-inline", onclick: () => this.set({ off: new Set() }) }, "全部恢复"));
  }
}

interface Slider { root: HTMLElement; value(v: number): void; focus(): void }
function slider(title: string, min: number, max: number, step: number, text: (v: number) => string, run: (v: number) => void): Slider {
  const out = h("b", null, "");
  const input = h("input", { type: "range", min, max, step, "aria-label": title });
  const show = (v: number) => { out.textContent = text(v); input.style.setProperty("--at", `${(100 * (v - min)) / (max - min)}%`); input.setAttribute("aria-valuetext", text(v)); };
  input.addEventListener("input", () => { show(Number(input.value)); run(Number(input.value)); });
  return {
    root: h("label", { cls: "ogm-slide" }, h("span", null, h("span", null, title), out), input, h("span", { cls: "ogm-ends" }, h("i", null, String(min)), h("i", null, String(max)))),
    value(v) { if (Number(input.value) !== v) input.value = String(v); show(v); },
    focus: () => input.focus(),
  };
}

function row(title: string, on: boolean, count: string, mark: Element | null, run: (on: boolean) => void): HTMLElement {
  const input = h("input", { type: "checkbox", onchange: () => run(input.checked) });
  input.checked = on;
  return h("label", { cls: `ogm-layer${on ? "" : " off"}` }, input, mark ? h("span", { cls: "ogm-sample" }, mark) : null, h("span", { cls: "ogm-name" }, title), h("span", { cls: "ogm-count" }, count));
}

function sign(part: Part): Element {
  const svg = (...children: SVGElement[]) => s("svg", { width: 20, height: 16, viewBox: "0 0 20 16", "aria-hidden": "true" }, ...children);
  const box = (more: Record<string, unknown>) => s("rect", { x: 1.5, y: 2, width: 17, height: 12, ...more });
  switch (part) {
    case "b1": return svg(box({ fill: "#0F7B6C", "fill-opacity": 0.49 }), texture("dots", "#0B5E53"));
    case "b2": return svg(box({ fill: "#0F7B6C", "fill-opacity": 0.36 }));
    case "b3": return svg(box({ fill: "#0F7B6C", "fill-opacity": 0.2, stroke: "#0F7B6C", "stroke-width": 1 }));
    case "gaps": return svg(box({ fill: "none", stroke: "#52606D", "stroke-width": 0.8 }), s("path", { d: "M2 8L8 2M2 14L14 2M8 14L18 4M14 14L18 10", stroke: "#52606D", "stroke-width": 0.8 }));
    case "next": return svg(box({ fill: "#14508C", "fill-opacity": 0.12, stroke: "#14508C", "stroke-width": 1.4, "stroke-dasharray": "3 2" }));
    case "borders": return svg(s("line", { x1: 0, y1: 8, x2: 20, y2: 8, stroke: "#52606D", "stroke-width": 1.4, "stroke-dasharray": "3.5 2.5" }));
    case "supply": return svg(...["#B9D6EA", "#7FB3D9", "#3F82BD"].map((fill, i) => s("rect", { x: 1 + 6 * i, y: 3, width: 6, height: 10, fill })));
    case "shared": return svg(box({ fill: "#14508C", "fill-opacity": 0.2 }), texture("fall", "#14508C"));
  }
}
