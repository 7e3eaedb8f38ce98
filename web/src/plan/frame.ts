// What stands around the edit map and does not edit: the head with the plan's state, legend, scale, tools, the hint.
import { scaleBar } from "../format.ts";
import { fill, h, icon } from "../ui/dom.ts";
import { TINTS, type Board } from "./board.ts";
import type { Now } from "./talk.ts";

const LEGEND = ["低于 −50%", "−50% 至 −20%", "±20% 以内", "+20% 至 +50%", "高于 +50%"];
const STEPS = [["draft", "草稿"], ["check", "校核"], ["approval", "审批"], ["published", "发布"]];

export interface FrameHooks { zoomIn(): void; zoomOut(): void; home(): void }
export interface Links { plans?: string; review?: string }

export class Frame {
  readonly strip = h("div", { cls: "ogm-strip pl-strip" });
  readonly hint = h("div", { cls: "pl-hint", role: "status" });
  readonly legend: HTMLElement;
  readonly tools: HTMLElement;
  readonly foot: HTMLElement;
  /** In place of it all on a phone. */
  readonly small: HTMLElement;
  private readonly ruler = h("div", { cls: "ogm-scale" }, h("span", null, ""), h("i", null));
  private readonly caption = h("b", null, "");

  constructor(private readonly links: Links, pins: HTMLElement, hooks: FrameHooks) {
    const tool = (name: string, title: string, run: () => void) => h("button", { type: "button", title, "aria-label": title, onclick: run }, icon(name, 20));
    this.legend = h("div", { cls: "ogm-legend", "aria-label": "图例" }, this.caption, TINTS.map((c, i) => h("div", null, h("span", { cls: "pl-chip", css: { background: c } }), h("span", null, LEGEND[i]))), h("div", null, h("span", { cls: "pl-chip hatched" }), h("span", null, "已锁，不能进出")), pins);
    this.tools = h("div", { cls: "ogm-tools", role: "toolbar", "aria-label": "地图" }, tool("plus", "放大", hooks.zoomIn), tool("minus", "缩小", hooks.zoomOut), tool("home", "回到本社区", hooks.home));
    this.foot = h("div", { cls: "ogm-foot" }, this.ruler, h("div", { cls: "ogm-north", "aria-label": "上方为北" }, h("i", null), "北"), h("span", { cls: "ogm-note" }, "示意边界，不作划界依据"));
    this.small = h("div", { cls: "pl-small" }, h("p", null, "调整边界需要电脑：请用 1366 像素以上宽的窗口打开这一页。"), h("a", { href: this.review }, "在手机上可以查看检查、对比与审批"));
    this.measured("户数");
  }
  private get review(): string { return this.links.review ?? "/plans"; }
  head(now: Now): void {
    const { plan } = now;
    const here = plan.state === "returned" ? "draft" : plan.state === "waiting" ? "approval" : plan.state;
    fill(this.strip, h("div", { cls: "ogm-crumbs" }, h("a", { href: this.links.plans ?? "/plans" }, "方案"), h("span", { cls: "ogm-sep" }, "›"), h("b", null, plan.name)),
      h("ol", { cls: "pl-states" }, STEPS.map(([key, title]) => h("li", { "aria-current": key === here ? "step" : null }, title)), plan.state === "returned" ? h("li", { cls: "pl-returned" }, "被退回，可继续修改") : null),
      h("div", { cls: "ogm-strip-right" }, h("span", { cls: "ogm-soft" }, now.undo ? `已改 ${now.undo} 步，已自动保存` : now.log.length ? "已自动保存" : "还没有改动"), now.notes.length ? h("span", { cls: "ogm-soft" }, `批注 ${now.notes.length} 条未处理`) : null, h("a", { cls: "ogm-control", href: this.review }, "检查、对比、提交")));
  }
  say(text: string): void { this.hint.textContent = text; this.hint.classList.toggle("on", !!text); }
  /** The measure the tints tell of. */
  measured(word: string): void { this.caption.textContent = `${word}与社区均值之差`; }
  /** The ruler goes with the map. */
  follow(board: Board): void {
    const { map } = board;
    const draw = () => {
      const { width, text } = scaleBar((40_075_017 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom()), 110);
      this.ruler.firstElementChild!.textContent = text;
      (this.ruler.lastElementChild as HTMLElement).style.width = `${width}px`;
    };
    map.on("zoom", draw);
    draw();
  }
}
