// What the pointer does on the edit map: choose, brush, lasso, draw a line or a ring; and what it is told meanwhile.
import { fill, h, toast } from "../ui/dom.ts";
import type { Board } from "./board.ts";
import { shown } from "./figures.ts";
import type { Sketch } from "./sketch.ts";
import type { Gesture, Now } from "./talk.ts";
import { TOOLS, type Bar, type Tool } from "./tools.ts";
import type { Held, Units } from "./units.ts";

/** Tools that draw; the others choose. */
export const DRAWN = new Set<Tool>(["draw", "reshape", "cut"]);

/** The desk, as far as a hand reaches. */
export interface Reach {
  readonly units: Units; readonly bar: Bar; readonly stage: HTMLElement;
  readonly board: Board | null; readonly now: Now | null; readonly chosen: Set<string>; readonly busy: boolean; readonly pending: object | null;
  pick(ids: Set<string>): void; target(l3: string): Promise<void>; ask(gesture: Gesture, title: string): Promise<void>; focus(id: string): Promise<void>;
  note(id: string): void; mark(id: string | null): void; say(text: string): void; sum(ids: Set<string>): number;
}

export class Hand {
  readonly tip = h("div", { cls: "pl-tip", "aria-hidden": "true" });
  tool: Tool = "point";
  sketch: Sketch | null = null;
  private about = ""; // what the tip says now
  private tipWide = 0;
  private path: [number, number][] | null = null;

  constructor(private readonly desk: Reach) {}

  take(tool: Tool): void {
    this.tool = tool;
    this.desk.bar.tool(tool);
    this.desk.stage.dataset["tool"] = tool;
    const drag = tool === "brush" || tool === "lasso";
    const map = this.desk.board?.map;
    if (map) drag ? map.dragPan.disable() : map.dragPan.enable();
    this.sketch?.clear();
    this.sketch?.mode(null);
    this.desk.say(TOOLS.find((t) => t.key === tool)!.says);
    if (DRAWN.has(tool)) void this.sketching();
  }
  async sketching(): Promise<void> {
    const tool = this.tool;
    if (tool !== "cut" && this.desk.chosen.size !== 1) {
      this.desk.pick(new Set());
      return this.desk.say(`先点一个微网格，再${tool === "draw" ? "画出它的新范围" : "画穿过其边界的线"}`);
    }
    if (!this.sketch) {
      const { Sketch } = await import("./sketch.ts");
      this.sketch ??= new Sketch(this.desk.board!.map, this.desk.units, (path) => this.drawn(path));
    }
    if (this.tool === tool) this.sketch.mode(tool === "draw" ? "polygon" : "linestring");
    this.desk.say(tool === "draw" ? "逐点画出新范围，点回第一个点（或按回车）完成" : "逐点画线，再点一次最后一个点（或按回车）完成");
  }
  private drawn(path: [number, number][]): void {
    this.sketch?.mode(null);
    const middle = path[Math.floor(path.length / 2)] ?? [0, 0];
    const half: [number, number] = path.length === 2 ? [(path[0][0] + path[1][0]) / 2, (path[0][1] + path[1][1]) / 2] : middle;
    const unit = [...this.desk.chosen][0] ?? this.desk.units.hit(half[0], half[1])?.id;
    if (!unit) { this.sketch?.clear(); void this.sketching(); return void toast(this.desk.stage, "没有碰到微网格，请重新画。"); }
    const op = this.tool === "draw" ? "redraw" : this.tool === "cut" ? "split" : "reshape";
    void this.desk.ask({ op, unit, path }, { redraw: "重画", split: "拆分", reshape: "改线" }[op]);
  }
  listen(): void {
    const { map } = this.desk.board!;
    const drag = () => this.tool === "brush" || this.tool === "lasso";
    let began: { x: number; y: number; shift: boolean } | null = null;
    let dragged = false;
    map.on("mousedown", (e) => {
      dragged = false;
      if (!drag() || e.originalEvent.button !== 0) return;
      began = { x: e.point.x, y: e.point.y, shift: e.originalEvent.shiftKey };
      this.path = [[e.lngLat.lng, e.lngLat.lat]];
    });
    map.on("mousemove", (e) => {
      this.pointed(e.point, [e.lngLat.lng, e.lngLat.lat]);
      if (!began || !this.path) return;
      this.path.push([e.lngLat.lng, e.lngLat.lat]);
      if (this.tool === "lasso") return this.desk.board!.lasso(this.path);
      const hit = this.desk.units.hit(e.lngLat.lng, e.lngLat.lat);
      if (hit && !this.desk.chosen.has(hit.id) && Math.hypot(e.point.x - began.x, e.point.y - began.y) > 4) this.desk.pick(new Set([...(began.shift || this.path.length > 2 ? this.desk.chosen : []), hit.id]));
    });
    const end = (e: { point: { x: number; y: number } }) => {
      if (!began) return;
      const far = Math.hypot(e.point.x - began.x, e.point.y - began.y) > 4 || (this.path?.length ?? 0) > 4;
      if (far && this.tool === "lasso" && this.path) this.desk.pick(new Set([...(began.shift ? this.desk.chosen : []), ...this.desk.units.within([...this.path, this.path[0]])]));
      dragged = far;
      began = null;
      this.path = null;
      this.desk.board!.lasso(null);
    };
    map.on("mouseup", end);
    map.on("click", (e) => {
      // A ring that ends where it began is also a click to the map; it is none to us.
      const pin = dragged || DRAWN.has(this.tool) ? null : this.desk.board!.pinAt(e.point.x, e.point.y);
      if (pin) return this.desk.note(pin);
      if (dragged || !this.desk.now?.plan.editable) return;
      if (DRAWN.has(this.tool) && (this.tool === "cut" || this.desk.chosen.size === 1)) return;
      this.click([e.lngLat.lng, e.lngLat.lat], e.originalEvent.shiftKey);
    });
    map.on("mouseout", () => this.tip.classList.remove("on"));
  }
  private click(at: [number, number], shift: boolean): void {
    if (this.desk.busy) return;
    const hit = this.desk.units.hit(at[0], at[1]);
    if (!hit) return this.desk.pick(new Set());
    if (DRAWN.has(this.tool)) { this.desk.pick(new Set([hit.id])); return void this.sketching(); }
    const from = new Set([...this.desk.chosen].map((id) => this.desk.units.get(id)?.parent));
    if (this.desk.chosen.size && !shift && !from.has(hit.parent)) return void this.desk.target(hit.parent!);
    const next = new Set(this.desk.chosen);
    if (!next.delete(hit.id)) next.add(hit.id);
    this.desk.pick(next);
    if (hit.l2 !== this.desk.now?.panel.id && next.size === 1) void this.desk.focus(hit.l2!);
  }
  private pointed(at: { x: number; y: number }, place: [number, number]): void {
    const hit = this.desk.units.hit(place[0], place[1]);
    const show = hit && !this.desk.pending && !DRAWN.has(this.tool);
    this.tip.classList.toggle("on", !!show);
    const about = show ? `${hit.id} ${hit.parent} ${[...this.desk.chosen].join(" ")} ${this.desk.now?.plan.head}` : "";
    if (about !== this.about) { this.about = about; this.desk.mark(hit?.parent ?? null); if (show) this.tell(hit); }
    if (!show) return;
    const w = this.tipWide;
    const x = at.x + 18 + w > this.desk.stage.clientWidth ? at.x - w - 14 : at.x + 18;
    this.tip.style.transform = `translate(${Math.round(x)}px,${Math.round(Math.min(at.y + 14, this.desk.stage.clientHeight - 90))}px)`;
  }
  private tell(hit: Held): void {
    const from = new Set([...this.desk.chosen].map((id) => this.desk.units.get(id)?.parent));
    if (this.desk.chosen.size && !from.has(hit.parent)) fill(this.tip, h("b", null, `${this.desk.chosen.size} 个微网格，约 ${shown(this.desk.sum(this.desk.chosen))} 户`), h("p", null, `${[...from].map((id) => this.desk.units.name(id)).slice(0, 2).join("、")} → `, h("b", null, this.desk.units.name(hit.parent))), h("small", null, "点一下预览"));
    else fill(this.tip, h("b", null, `${this.desk.units.name(hit.parent)} ${hit.name}`), h("p", null, `${shown(hit.hh)} 户，${shown(hit.ppl)} 人`));
    this.tipWide = this.tip.offsetWidth;
  }
}
