// The page 调整: gestures on the map, a preview before every step, and the server's word on all of it.
import * as api from "../api.ts";
import type { Component, Manifest } from "../contract.ts";
import { engineOf } from "../engine.ts";
import { warm } from "../map/scene.ts";
import { covered } from "../ui/dialog.ts";
import { fill, h, toast } from "../ui/dom.ts";
import { broken, noMap } from "../ui/states.ts";
import { Board } from "./board.ts";
import { Evening } from "./even.ts";
import { COLUMNS, FEW, shown, weighed } from "./figures.ts";
import { Frame } from "./frame.ts";
import { DRAWN, Hand } from "./hand.ts";
import { locks, type Held } from "./locks.ts";
import { Notes } from "./notes.ts";
import { heldOf, shade } from "./shade.ts";
import { Side } from "./side.ts";
import { Said, Talk, type Gesture, type Now, type Preview, type Refusal, type Start, type Task } from "./talk.ts";
import { Bar, refusal, TOOLS } from "./tools.ts";
import { Units } from "./units.ts";


export class Desk {
  readonly host = h("div", { cls: "ogm pl", lang: "zh-CN" });
  readonly units = new Units();
  readonly timings: Record<string, number> = {};
  readonly stage = h("main", { cls: "ogm-stage" });
  readonly bar = new Bar((t) => this.hand.take(t), (what) => this.act(what));
  board: Board | null = null;
  now: Now | null = null;
  chosen = new Set<string>();
  pending: { gesture: Gesture; token: string; title: string; moved?: Map<string, string> } | null = null;
  busy = false;
  private readonly plan: { id: string; csrf: string; place?: string };
  private readonly talk: Talk;
  private readonly mapBox = h("div", { cls: "ogm-map" });
  private readonly card = h("div", { cls: "pl-card" });
  private readonly side = new Side({
    focus: (id) => void this.focus(id, true), row: (id) => this.see(id), target: (id) => void this.target(id), lock: (id) => void this.locks(id),
    hover: (id) => this.hover(id), measure: () => this.measured(),
  }, () => void this.commit(), () => this.drop());
  private readonly evening: Evening;
  private readonly notes: Notes;
  private readonly frame: Frame;
  private readonly hand = new Hand(this);
  private promised = new Map<string, number | null>();

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
    this.frame = new Frame(component.data.links ?? {}, this.notes.key, {
      zoomIn: () => this.board?.map.zoomIn({ duration: 0 }), zoomOut: () => this.board?.map.zoomOut({ duration: 0 }), home: () => this.see(this.now!.panel.id),
    });
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
      fill(this.stage, this.mapBox, this.card, this.frame.hint, this.hand.tip, this.frame.legend, this.frame.tools, this.frame.foot);
      fill(this.host, this.frame.strip, this.bar.root, this.stage, this.side.root, this.frame.small);
      this.side.communities(start.communities);
      if (engine === "none") return void fill(this.mapBox, noMap(this.component.data.links?.light));
      this.board = new Board(this.mapBox, manifest, this.units, this.units.boxOf([start.panel.id]) ?? manifest.district.bbox, engine === "slow");
      await this.board.ready;
      this.hand.listen();
      this.frame.follow(this.board);
      this.hand.take("point");
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

  // --- what is shown --------------------------------------------------------------------------
  private show(now: Now | Start): void {
    this.now = now;
    const { plan } = now;
    this.frame.head(now);
    this.bar.allow({ undo: plan.editable && now.undo > 0, redo: plan.editable && now.redo > 0 });
    if (!plan.editable) this.say(plan.why);
    this.side.show(now, this.held());
    this.notes.show(now.notes, this.board);
    this.tint();
    this.enable();
  }
  private held(): Set<string> { return heldOf(this.now?.locks ?? []); }
  private tint(moved: Map<string, string> = new Map()): void {
    shade(this.board!, { units: this.units, side: this.side, locks: this.now?.locks ?? [], focus: this.now?.panel.id, promised: this.promised }, moved);
  }
  private enable(): void {
    const can = !!this.now?.plan.editable;
    this.bar.allow({ balance: can, merge: can && this.chosen.size > 1, lock: can, draw: can, reshape: can, cut: can, brush: can, lasso: can });
  }
  /** Another measure is looked at: tints, names and the legend follow. */
  private measured(): void {
    this.frame.measured(COLUMNS.find((c) => c.key === this.side.column)!.word);
    this.tint(this.pending?.moved ?? new Map());
  }
  async focus(id: string, fit = false): Promise<void> {
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
  say(text: string): void { this.frame.say(text); }
  note(id: string): void { this.notes.tell(id); }
  mark(id: string | null): void { this.side.mark(id); }
  /** The drawing on the map, once there was one. */
  get sketch(): object | null { return this.hand.sketch; }

  // --- choosing -------------------------------------------------------------------------------
  pick(ids: Set<string>): void {
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
  sum(ids: Set<string>): number { return [...ids].reduce((n, id) => n + (this.units.get(id)?.hh ?? FEW), 0); }

  // --- steps ----------------------------------------------------------------------------------
  async target(l3: string): Promise<void> {
    const units = [...this.chosen].filter((id) => this.units.get(id)?.parent !== l3);
    if (!units.length) return void toast(this.stage, "选中的微网格已经属于这个三级网格。");
    await this.ask({ op: "reassign", units, target: l3 }, "调整归属", new Map(units.map((id) => [id, l3])));
  }
  async ask(gesture: Gesture, title: string, moved?: Map<string, string>): Promise<void> {
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
    this.hand.tip.classList.remove("on");
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
    this.hand.sketch?.clear();
    this.side.step.clear();
    this.evening.leave();
    this.enable();
    this.say(TOOLS.find((t) => t.key === this.hand.tool)!.says);
    if (DRAWN.has(this.hand.tool)) void this.hand.sketching();
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
    if (covered() || /^(INPUT|SELECT|TEXTAREA)$/.test((e.target as Element)?.tagName ?? "")) return;
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
    else { const tool = TOOLS.find((t) => t.letter.toLowerCase() === letter); if (tool && this.now?.plan.editable) this.hand.take(tool.key); }
  }
}
