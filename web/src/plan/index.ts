// The page 调整: gestures on the map, a preview before every step, and the server's word on all of it.
import * as api from "../api.ts";
import type { Component, Manifest } from "../contract.ts";
import { engineOf } from "../engine.ts";
import { scaleBar } from "../format.ts";
import { warm } from "../map/scene.ts";
import { fill, h, icon, toast } from "../ui/dom.ts";
import { broken, noMap } from "../ui/states.ts";
import { Board, TINTS } from "./board.ts";
import { Evening } from "./even.ts";
import { COLUMNS, FEW, share, shown, weighed } from "./figures.ts";
import { locks, type Held } from "./locks.ts";
import { Notes } from "./notes.ts";
import { short, Side } from "./side.ts";
import type { Sketch } from "./sketch.ts";
import { Said, Talk, type Gesture, type Now, type Preview, type Refusal, type Start, type Task } from "./talk.ts";
import { Bar, refusal, TOOLS, type Tool } from "./tools.ts";
import { Units, type Held as Mine } from "./units.ts";

const LEGEND = ["低于 −50%", "−50% 至 −20%", "±20% 以内", "+20% 至 +50%", "高于 +50%"];
const DRAWN = new Set<Tool>(["draw", "reshape", "cut"]);

export class Desk {
  readonly host = h("div", { cls: "ogm pl", lang: "zh-CN" });
  readonly units = new Units();
  readonly timings: Record<string, number> = {};
  board: Board | null = null;
  now: Now | null = null;
  chosen = new Set<string>();
  tool: Tool = "point";
  private readonly plan: { id: string; csrf: string; place?: string };
  private readonly talk: Talk;
  private readonly stage = h("main", { cls: "ogm-stage" });
  private readonly mapBox = h("div", { cls: "ogm-map" });
  private readonly card = h("div", { cls: "pl-card" });
  private readonly tip = h("div", { cls: "pl-tip", "aria-hidden": "true" });
  private readonly hint = h("div", { cls: "pl-hint", role: "status" });
  private readonly strip = h("div", { cls: "ogm-strip pl-strip" });
  private readonly bar = new Bar((t) => this.take(t), (what) => this.act(what));
  private readonly side = new Side({
    focus: (id) => void this.focus(id, true), row: (id) => this.see(id), target: (id) => void this.target(id), lock: (id) => void this.locks(id),
    hover: (id) => this.hover(id), measure: () => this.measured(),
  }, () => void this.commit(), () => this.drop());
  private readonly evening: Evening;
  private readonly notes: Notes;
  private readonly ruler = h("div", { cls: "ogm-scale" }, h("span", null, ""), h("i", null));
  private readonly caption = h("b", null, "户数与社区均值之差");
  private pending: { gesture: Gesture; token: string; title: string; moved?: Map<string, string> } | null = null;
  private promised = new Map<string, number | null>();
  private sketch: Sketch | null = null;
  private busy = false;
  private about = ""; // what the tip says now
  private tipWide = 0;
  private path: [number, number][] | null = null;

  constructor(private component: Component, lib: string) {
    this.plan = component.data.plan!;
    this.talk = new Talk(this.plan.id, this.plan.csrf);
    this.evening = new Evening(this.side.step, this.talk, {
      asked: () => ({ head: this.now!.plan.head, focus: this.now!.panel.id, name: this.now!.panel.name, weights: weighed(this.side.column, this.side.weights), measure: this.side.measure }),
      propose: (keys, badge) => this.propose(keys, badge), each: (rows, told) => this.each(rows, told),
      drop: () => this.drop(), focus: (id) => void this.focus(id, true), failed: (error) => this.failed(error), refused: (no) => this.refused(no),
    });
    this.notes = new Notes(this.card, this.talk, this.units, {
      see: (id) => this.see(id), failed: (error) => this.failed(error), told: (notes) => this.show({ ...this.now!, notes }),
    });
    this.side.below(this.notes.list);
    fill(this.host, h("p", { cls: "pl-wait" }, "正在打开方案…"));
    warm(lib);
    document.addEventListener("keydown", (e) => { if (this.host.isConnected) this.key(e); });
    void this.start();
  }
  get id(): string { return this.plan.id; }
  update(component: Component): void {
    this.component = component;
    if (this.host.parentElement !== component.parentElement) component.parentElement.append(this.host);
    this.board?.map.resize();
  }
  /** Another plan is opened: this map goes. */
  close(): void { this.host.remove(); this.board?.map.remove(); }
  detach(parent: HTMLElement): void { if (this.host.parentElement === parent) this.host.remove(); }

  private async start(): Promise<void> {
    api.watch();
    const engine = engineOf();
    try {
      const [manifest, start] = await Promise.all([api.json<Manifest>(this.component.data.manifest), this.talk.state((this.plan.place ?? "").slice(0, 12))]);
      this.units.put(await api.json(start.shapes));
      fill(this.stage, this.mapBox, this.card, this.hint, this.tip, this.legend(), this.zoom(), h("div", { cls: "ogm-foot" }, this.ruler, h("div", { cls: "ogm-north", "aria-label": "上方为北" }, h("i", null), "北"), h("span", { cls: "ogm-note" }, "示意边界，不作划界依据")));
      fill(this.host, this.strip, this.bar.root, this.stage, this.side.root, h("div", { cls: "pl-small" }, h("p", null, "调整边界需要电脑：请用 1366 像素以上宽的窗口打开这一页。"), h("a", { href: this.component.data.links?.review ?? "/plans" }, "在手机上可以查看检查、对比与审批")));
      this.side.communities(start.communities);
      if (engine === "none") return void fill(this.mapBox, noMap(this.component.data.links?.light));
      this.board = new Board(this.mapBox, manifest, this.units, this.units.boxOf([start.panel.id]) ?? manifest.district.bbox, engine === "slow");
      await this.board.ready;
      this.gestures();
      this.board.map.on("zoom", () => this.measuring());
      this.measuring();
      this.take("point");
      this.show(start);
      const asked = [...this.units.all.values()].find((u) => u.code === this.plan.place && u.level !== "l2");
      if (asked) { this.board.fault(asked.box); this.board.fit(asked.box); }
    } catch (error) {
      this.broken(error);
    }
  }
  private broken(error: unknown): void {
    if (error instanceof api.Fault && error.kind === "session") return location.reload();
    const said = error instanceof Error ? error.message : "页面组件出了问题。";
    fill(this.host, broken(said, error instanceof Said ? error.remedy : "请刷新页面；仍不行时，请管理员查看服务日志。", () => location.reload()));
    if (!(error instanceof Said)) console.error(error);
  }
  private legend(): HTMLElement {
    return h("div", { cls: "ogm-legend", "aria-label": "图例" }, this.caption, TINTS.map((c, i) => h("div", null, h("span", { cls: "pl-chip", css: { background: c } }), h("span", null, LEGEND[i]))), h("div", null, h("span", { cls: "pl-chip hatched" }), h("span", null, "已锁，不能进出")), this.notes.key);
  }
  private zoom(): HTMLElement {
    const tool = (name: string, title: string, run: () => void) => h("button", { type: "button", title, "aria-label": title, onclick: run }, icon(name, 20));
    return h("div", { cls: "ogm-tools", role: "toolbar", "aria-label": "地图" }, tool("plus", "放大", () => this.board?.map.zoomIn({ duration: 0 })), tool("minus", "缩小", () => this.board?.map.zoomOut({ duration: 0 })), tool("home", "回到本社区", () => this.see(this.now!.panel.id)));
  }

  // --- what is shown --------------------------------------------------------------------------
  private show(now: Now | Start): void {
    this.now = now;
    const { plan } = now;
    const steps = [["draft", "草稿"], ["check", "校核"], ["approval", "审批"], ["published", "发布"]];
    const here = plan.state === "returned" ? "draft" : plan.state === "waiting" ? "approval" : plan.state;
    fill(this.strip, h("div", { cls: "ogm-crumbs" }, h("a", { href: this.component.data.links?.plans ?? "/plans" }, "方案"), h("span", { cls: "ogm-sep" }, "›"), h("b", null, plan.name)),
      h("ol", { cls: "pl-states" }, steps.map(([key, title]) => h("li", { "aria-current": key === here ? "step" : null }, title)), plan.state === "returned" ? h("li", { cls: "pl-returned" }, "被退回，可继续修改") : null),
      h("div", { cls: "ogm-strip-right" }, h("span", { cls: "ogm-soft" }, now.undo ? `已改 ${now.undo} 步，已自动保存` : now.log.length ? "已自动保存" : "还没有改动"), now.notes.length ? h("span", { cls: "ogm-soft" }, `批注 ${now.notes.length} 条未处理`) : null, h("a", { cls: "ogm-control", href: this.component.data.links?.review ?? "/plans" }, "检查、对比、提交")));
    this.bar.allow({ undo: plan.editable && now.undo > 0, redo: plan.editable && now.redo > 0 });
    if (!plan.editable) this.say(plan.why);
    this.side.show(now, this.held());
    this.notes.show(now.notes, this.board);
    this.tint();
    this.enable();
  }
  private held(): Set<string> { return new Set((this.now?.locks ?? []).filter((l) => l.what === "unit" && l.mine).map((l) => l.key)); }
  private enable(): void {
    const can = !!this.now?.plan.editable;
    this.bar.allow({ balance: can, merge: can && this.chosen.size > 1, lock: can, draw: can, reshape: can, cut: can, brush: can, lasso: can });
  }
  /** Running sums by L3 on this side; the server's figures replace them with every answer. */
  private tint(moved: Map<string, string> = new Map()): void {
    const board = this.board!;
    const load = new Map<string, number>();
    const held = this.held();
    const all = (this.now?.locks ?? []).some((l) => l.what === "all" && l.mine);
    const other = this.side.column === "households" ? null : this.side.deviations(); // another measure than households
    for (const u of this.units.of("l3")) load.set(u.id, u.hh ?? FEW);
    for (const [id, to] of moved) {
      const u = this.units.get(id)!;
      load.set(u.parent!, Math.max(0, (load.get(u.parent!) ?? 0) - (u.hh ?? FEW)));
      load.set(to, (load.get(to) ?? 0) + (u.hh ?? FEW));
    }
    const sums = new Map<string, [number, number]>();
    for (const u of this.units.of("l3")) { const s = sums.get(u.l2!) ?? [0, 0]; sums.set(u.l2!, [s[0] + load.get(u.id)!, s[1] + 1]); }
    const dev = (id: string) => { if (other) return other.get(id) ?? 0; const l3 = this.units.get(id); const s = l3 && sums.get(l3.l2!); return s && s[0] ? (load.get(id)! * s[1]) / s[0] - 1 : 0; };
    const focus = this.now?.panel.id;
    for (const u of this.units.of("micro")) {
      const l3 = moved.get(u.id) ?? u.parent!;
      board.state(u.id, { dev: dev(l3), away: u.l2 !== focus });
    }
    board.locked([...this.units.of("micro")].filter((u) => all || held.has(u.id) || held.has(u.parent!) || held.has(u.l2!)).map((u) => u.id));
    const says = (u: { id: string; hh: number | null; l2: string | null }) => {
      const promised = this.promised.get(u.id); // the server's word, once it has spoken
      if (promised !== undefined && promised !== u.hh) return `${shown(u.hh)} → ${shown(promised)} 户`;
      if (promised === undefined && moved.size && load.get(u.id) !== (u.hh ?? FEW)) return `${shown(u.hh)} → ${shown(load.get(u.id))} 户`;
      return other && u.l2 === focus ? `${this.side.says(u.id)} ${share(dev(u.id))}` : `${shown(u.hh)} 户 ${other ? "" : share(dev(u.id))}`;
    };
    board.texts([...this.units.of("l3")].map((u) => ({ id: u.id, at: u.at, name: u.l2 === focus ? short(u.name) : u.name, t: says(u) })),
      [...this.units.of("micro")].filter((u) => u.l2 === focus).map((u) => ({ id: u.id, at: u.at, t: shown(u.hh) })));
  }
  private measuring(): void {
    const map = this.board!.map;
    const { width, text } = scaleBar((40_075_017 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom()), 110);
    this.ruler.firstElementChild!.textContent = text;
    (this.ruler.lastElementChild as HTMLElement).style.width = `${width}px`;
  }
  /** Another measure is looked at: tints, names and the legend follow. */
  private measured(): void {
    this.caption.textContent = `${COLUMNS.find((c) => c.key === this.side.column)!.word}与社区均值之差`;
    this.tint(this.pending?.moved ?? new Map());
  }
  private async focus(id: string, fit = false): Promise<void> {
    try {
      const now = await this.talk.look(id);
      this.show(now);
      if (fit) this.see(id);
    } catch (error) { this.failed(error); }
  }
  private see(id: string): void {
    const box = this.units.boxOf([id]);
    if (box) this.board?.fit(box);
  }
  private hover(id: string | null): void { this.side.mark(id); this.board?.hot(id); }
  private say(text: string): void { this.hint.textContent = text; this.hint.classList.toggle("on", !!text); }

  // --- choosing -------------------------------------------------------------------------------
  private take(tool: Tool): void {
    this.tool = tool;
    this.bar.tool(tool);
    this.stage.dataset["tool"] = tool;
    const drag = tool === "brush" || tool === "lasso";
    const map = this.board?.map;
    if (map) drag ? map.dragPan.disable() : map.dragPan.enable();
    this.sketch?.clear();
    this.sketch?.mode(null);
    this.say(TOOLS.find((t) => t.key === tool)!.says);
    if (DRAWN.has(tool)) void this.sketching();
  }
  private async sketching(): Promise<void> {
    const tool = this.tool;
    if (tool !== "cut" && this.chosen.size !== 1) {
      this.pick(new Set());
      return this.say(`先点一个微网格，再${tool === "draw" ? "画出它的新范围" : "画穿过其边界的线"}`);
    }
    if (!this.sketch) {
      const { Sketch } = await import("./sketch.ts");
      this.sketch ??= new Sketch(this.board!.map, this.units, (path) => this.drawn(path));
    }
    if (this.tool === tool) this.sketch.mode(tool === "draw" ? "polygon" : "linestring");
    this.say(tool === "draw" ? "逐点画出新范围，点回第一个点（或按回车）完成" : "逐点画线，再点一次最后一个点（或按回车）完成");
  }
  private drawn(path: [number, number][]): void {
    this.sketch?.mode(null);
    const middle = path[Math.floor(path.length / 2)] ?? [0, 0];
    const half: [number, number] = path.length === 2 ? [(path[0][0] + path[1][0]) / 2, (path[0][1] + path[1][1]) / 2] : middle;
    const unit = [...this.chosen][0] ?? this.units.hit(half[0], half[1])?.id;
    if (!unit) { this.sketch?.clear(); void this.sketching(); return void toast(this.stage, "没有碰到微网格，请重新画。"); }
    const op = this.tool === "draw" ? "redraw" : this.tool === "cut" ? "split" : "reshape";
    void this.ask({ op, unit, path }, { redraw: "重画", split: "拆分", reshape: "改线" }[op]);
  }
  private gestures(): void {
    const map = this.board!.map;
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
      if (this.tool === "lasso") return this.board!.lasso(this.path);
      const hit = this.units.hit(e.lngLat.lng, e.lngLat.lat);
      if (hit && !this.chosen.has(hit.id) && Math.hypot(e.point.x - began.x, e.point.y - began.y) > 4) this.pick(new Set([...(began.shift || this.path.length > 2 ? this.chosen : []), hit.id]));
    });
    const end = (e: { point: { x: number; y: number } }) => {
      if (!began) return;
      const far = Math.hypot(e.point.x - began.x, e.point.y - began.y) > 4 || (this.path?.length ?? 0) > 4;
      if (far && this.tool === "lasso" && this.path) this.pick(new Set([...(began.shift ? this.chosen : []), ...this.units.within([...this.path, this.path[0]])]));
      dragged = far;
      began = null;
      this.path = null;
      this.board!.lasso(null);
    };
    map.on("mouseup", end);
    map.on("click", (e) => {
      // A ring that ends where it began is also a click to the map; it is none to us.
      const pin = dragged || DRAWN.has(this.tool) ? null : this.board!.pinAt(e.point.x, e.point.y);
      if (pin) return this.notes.tell(pin);
      if (dragged || !this.now?.plan.editable) return;
      if (DRAWN.has(this.tool) && (this.tool === "cut" || this.chosen.size === 1)) return;
      this.click([e.lngLat.lng, e.lngLat.lat], e.originalEvent.shiftKey);
    });
    map.on("mouseout", () => this.tip.classList.remove("on"));
  }
  private click(at: [number, number], shift: boolean): void {
    if (this.busy) return;
    const hit = this.units.hit(at[0], at[1]);
    if (!hit) return this.pick(new Set());
    if (DRAWN.has(this.tool)) { this.pick(new Set([hit.id])); return void this.sketching(); }
    const from = new Set([...this.chosen].map((id) => this.units.get(id)?.parent));
    if (this.chosen.size && !shift && !from.has(hit.parent)) return void this.target(hit.parent!);
    const next = new Set(this.chosen);
    if (!next.delete(hit.id)) next.add(hit.id);
    this.pick(next);
    if (hit.l2 !== this.now?.panel.id && next.size === 1) void this.focus(hit.l2!);
  }
  private pick(ids: Set<string>): void {
    if (this.pending) this.drop();
    this.chosen = ids;
    this.board?.select(ids);
    this.enable();
    this.evening.leave();
    if (!ids.size) return this.side.step.clear();
    const from = [...new Set([...ids].map((id) => this.units.name(this.units.get(id)?.parent)))];
    const [one] = ids;
    this.side.step.chosen(ids.size, shown(this.sum(ids)), from.slice(0, 3).join("、") + (from.length > 3 ? " 等" : ""), ids.size === 1 ? () => this.notes.tell(one!) : null);
  }
  private sum(ids: Set<string>): number { return [...ids].reduce((n, id) => n + (this.units.get(id)?.hh ?? FEW), 0); }
  private pointed(at: { x: number; y: number }, place: [number, number]): void {
    const hit = this.units.hit(place[0], place[1]);
    const show = hit && !this.pending && !DRAWN.has(this.tool);
    this.tip.classList.toggle("on", !!show);
    const about = show ? `${hit.id} ${hit.parent} ${[...this.chosen].join(" ")} ${this.now?.plan.head}` : "";
    if (about !== this.about) { this.about = about; this.side.mark(hit?.parent ?? null); if (show) this.tell(hit); }
    if (!show) return;
    const w = this.tipWide;
    const x = at.x + 18 + w > this.stage.clientWidth ? at.x - w - 14 : at.x + 18;
    this.tip.style.transform = `translate(${Math.round(x)}px,${Math.round(Math.min(at.y + 14, this.stage.clientHeight - 90))}px)`;
  }
  private tell(hit: Mine): void {
    const from = new Set([...this.chosen].map((id) => this.units.get(id)?.parent));
    if (this.chosen.size && !from.has(hit.parent)) fill(this.tip, h("b", null, `${this.chosen.size} 个微网格，约 ${shown(this.sum(this.chosen))} 户`), h("p", null, `${[...from].map((id) => this.units.name(id)).slice(0, 2).join("、")} → `, h("b", null, this.units.name(hit.parent))), h("small", null, "点一下预览"));
    else fill(this.tip, h("b", null, `${this.units.name(hit.parent)} ${hit.name}`), h("p", null, `${shown(hit.hh)} 户，${shown(hit.ppl)} 人`));
    this.tipWide = this.tip.offsetWidth;
  }

  // --- steps ----------------------------------------------------------------------------------
  private async target(l3: string): Promise<void> {
    const units = [...this.chosen].filter((id) => this.units.get(id)?.parent !== l3);
    if (!units.length) return void toast(this.stage, "选中的微网格已经属于这个三级网格。");
    await this.ask({ op: "reassign", units, target: l3 }, "调整归属", new Map(units.map((id) => [id, l3])));
  }
  private async ask(gesture: Gesture, title: string, moved?: Map<string, string>): Promise<void> {
    if (this.busy || !this.now) return;
    this.busy = true;
    const began = performance.now();
    this.closeCard();
    if (moved) { this.tint(moved); for (const id of moved.keys()) this.board!.state(id, { to: true }); } // repainted before the server has spoken
    this.side.step.waiting();
    try {
      const seen = await this.talk.act<Preview>("preview", { ...gesture, head: this.now.plan.head });
      if ("refused" in seen) return this.refused(seen.refused);
      this.preview(seen, gesture, title, moved);
      this.painted("preview", began);
    } catch (error) {
      this.failed(error);
      this.drop();
    } finally { this.busy = false; }
  }
  private preview(seen: Preview, gesture: Gesture, title: string, moved?: Map<string, string>, badge: HTMLElement | null = null): void {
    this.pending = { gesture, token: seen.token, title, moved };
    this.promised = new Map(seen.effects.filter((e) => e.level === "l3").map((e) => [e.id, e.households[1]]));
    this.tint(moved);
    this.tip.classList.remove("on");
    this.side.step.preview(seen, title, badge);
    this.say("回车提交，Esc 放弃");
  }
  private async propose(keys: string[], badge: HTMLElement): Promise<void> {
    if (this.busy || !this.now) return;
    this.busy = true;
    try {
      const seen = await this.talk.act<Preview>("suggested", { head: this.now.plan.head, keys });
      if ("refused" in seen) return this.refused(seen.refused);
      this.chosen = new Set(seen.assign.map(([id]) => id));
      this.board!.select(this.chosen);
      this.preview(seen, { op: "balance" }, `均衡，${seen.assign.length} 个微网格`, new Map(seen.assign), badge);
    } finally { this.busy = false; }
  }
  private async each(rows: Task[], told: (n: number) => void): Promise<{ name: string; no: Refusal }[]> {
    const not: { name: string; no: Refusal }[] = [];
    this.busy = true;
    try {
      for (const [n, row] of rows.entries()) {
        const seen = await this.talk.act<Preview>("suggested", { head: this.now!.plan.head, keys: [row.key] });
        const done = "refused" in seen ? seen : await this.talk.act<Now>("commit", { op: "balance", token: seen.token, head: this.now!.plan.head, focus: this.now!.panel.id });
        if ("refused" in done) not.push({ name: row.name, no: done.refused });
        else this.took(done);
        told(n + 1);
      }
    } finally { this.busy = false; }
    return not;
  }
  private async commit(): Promise<void> {
    const { pending } = this;
    if (!pending || this.busy) return;
    await this.step("commit", { ...pending.gesture, token: pending.token });
  }
  private async step(what: string, body: Record<string, unknown> = {}): Promise<void> {
    if (this.busy || !this.now) return;
    this.busy = true;
    const began = performance.now();
    try {
      const done = await this.talk.act<Now>(what, { ...body, head: this.now.plan.head, focus: this.now.panel.id });
      if ("refused" in done) return this.refused(done.refused);
      this.clear();
      this.took(done);
      this.painted(what, began);
    } catch (error) { this.failed(error); } finally { this.busy = false; }
  }
  /** Show what a step made of the plan. */
  private took(done: Now): void {
    const drawn = this.units.put(done.patch ?? { type: "FeatureCollection", features: [] }, done.gone);
    this.board!.patch(drawn, done.gone ?? []);
    this.show(done);
  }
  /** Milliseconds from the gesture to the frame that shows it. */
  private painted(what: string, began: number): void {
    this.board!.map.once("render", () => { this.timings[what] = performance.now() - began; });
    this.board!.map.triggerRepaint();
  }
  private clear(): void {
    for (const id of this.chosen) if (this.units.get(id)) this.board?.state(id, { to: false });
    this.pending = null;
    this.promised = new Map();
    this.chosen = new Set();
    this.board?.select(this.chosen);
    this.sketch?.clear();
    this.side.step.clear();
    this.evening.leave();
    this.enable();
    this.say(TOOLS.find((t) => t.key === this.tool)!.says);
    if (DRAWN.has(this.tool)) void this.sketching();
  }
  private drop(): void {
    const moved = this.pending !== null || this.chosen.size;
    this.clear();
    if (moved && this.now) this.tint();
  }
  private refused(no: Refusal): void {
    this.clear();
    this.tint();
    const box = no.bbox;
    const see = box ? () => { this.board!.fault(box); this.board!.fit(box); } : null;
    fill(this.card, refusal(no, see, no.code === "stale" ? () => void this.reload() : null, () => this.closeCard()));
    if (see) this.board!.fault(box);
  }
  private closeCard(): void { this.notes.close(); fill(this.card); this.board?.fault(null); }
  private async reload(): Promise<void> {
    try {
      const start = await this.talk.state(this.now!.panel.id);
      this.units.all.clear();
      this.units.put(await api.json(start.shapes));
      this.board!.draw();
      this.closeCard();
      this.clear();
      this.show(start);
    } catch (error) { this.failed(error); }
  }
  private failed(error: unknown): void {
    if (error instanceof api.Fault && error.kind === "session") return location.reload();
    this.clear();
    if (this.now) this.tint();
    toast(this.stage, error instanceof Said ? error.message + error.remedy : "这一步没有完成，图形未改动。请刷新页面后重试。", 8);
    if (!(error instanceof Said)) console.error(error);
  }
  private async locks(id: string): Promise<void> { await this.step(this.held().has(id) ? "unlock" : "lock", { what: "unit", key: id }); }
  private lockTable(): void {
    if (!this.now || this.busy) return;
    const chosen = [...this.chosen];
    const name = (id: string) => { const u = this.units.get(id); return u?.level === "micro" ? `${this.units.name(u.parent)} ${u.name}` : this.units.name(id); };
    locks(this.side.step, this.now.locks, chosen, name, (list, on) => void this.lockAll(list, on), () => this.drop());
  }
  private async lockAll(list: Held[], on: boolean): Promise<void> {
    for (const { what, key, role, reason } of list) await this.step(on ? "lock" : "unlock", { what, key, role, reason });
    this.lockTable();
  }
  private act(what: "balance" | "merge" | "lock" | "undo" | "redo"): void {
    if (what === "balance") { if (this.now && !this.busy) { this.drop(); this.evening.open(); } }
    else if (what === "merge") void this.ask({ op: "merge", units: [...this.chosen] }, "合并");
    else if (what === "lock") this.lockTable();
    else void this.step(what);
  }
  private key(e: KeyboardEvent): void {
    if (/^(INPUT|SELECT|TEXTAREA)$/.test((e.target as Element)?.tagName ?? "")) return;
    const letter = e.key.toLowerCase();
    if (e.ctrlKey || e.metaKey) {
      if (letter === "z" && !e.shiftKey && this.now?.undo) { e.preventDefault(); void this.step("undo"); }
      else if ((letter === "y" || (letter === "z" && e.shiftKey)) && this.now?.redo) { e.preventDefault(); void this.step("redo"); }
      return;
    }
    if (e.altKey) return;
    if (e.key === "Enter" && this.pending && !(e.target as Element)?.closest("button")) void this.commit();
    else if (e.key === "Escape") { this.closeCard(); this.drop(); }
    else if (letter === "m" && this.chosen.size > 1) this.act("merge");
    else if (letter === "l" && this.now?.plan.editable) this.act("lock");
    else { const tool = TOOLS.find((t) => t.letter.toLowerCase() === letter); if (tool && this.now?.plan.editable) this.take(tool.key); }
  }
}
