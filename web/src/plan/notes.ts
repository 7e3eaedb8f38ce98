// Comments on the map: a numbered pin on every grid somebody said something about, and the talk it opens.
import { fill, h, icon } from "../ui/dom.ts";
import type { Board } from "./board.ts";
import type { Note, Talk } from "./talk.ts";
import type { Units } from "./units.ts";

export interface NoteHooks { see(id: string): void; failed(error: unknown): void; told(notes: Note[]): void }

const SHOWN = 6; // of the panel: the rest is counted

export class Notes {
  /** Row of the legend, while there is a pin. */
  readonly key = h("div", { hidden: true }, h("i", { cls: "pl-pin" }, "n"), h("span", null, "未处理的批注"));
  /** Part of the panel: what waits for an answer. */
  readonly list = h("section", { cls: "pl-past pl-talks", hidden: true });
  private all: Note[] = [];
  private open: string | null = null;
  private board: Board | null = null;

  constructor(private readonly card: HTMLElement, private readonly talk: Talk, private readonly units: Units, private readonly hooks: NoteHooks) {}

  show(notes: Note[], board: Board | null): void {
    this.all = notes;
    const pins = this.pins();
    this.board = board;
    this.key.hidden = !pins.size;
    board?.pins([...pins].map(([id, n]) => ({ id, at: this.units.get(id)!.at, n, up: this.units.get(id)!.level === "micro" ? 20 : 34 })));
    this.list.hidden = !notes.length;
    fill(this.list, h("h2", null, "批注", h("small", null, `${notes.length} 条未处理`)), h("ol", null, notes.slice(0, SHOWN).map((note) => {
      const at = note.units.find((id) => this.units.get(id));
      const go = () => { if (!at) return; this.hooks.see(at); this.tell(at); };
      return h("li", null, h("button", { type: "button", disabled: !at, onclick: go }, h("b", null, at ? this.units.name(at) : "已撤销的网格"), h("span", null, note.text)));
    })), notes.length > SHOWN ? h("p", { cls: "ogm-soft" }, `另有 ${notes.length - SHOWN} 条，见“检查、对比、提交”。`) : null);
    if (this.open !== null) this.tell(this.open);
  }
  /** Open comments by grid. */
  private pins(): Map<string, number> {
    const out = new Map<string, number>();
    for (const note of this.all) for (const id of note.units) if (this.units.get(id)) out.set(id, (out.get(id) ?? 0) + 1);
    return out;
  }
  private name(id: string): string {
    const u = this.units.get(id)!;
    return u.level === "micro" ? `${this.units.name(u.parent)} ${u.name}` : u.name;
  }
  /** What was said about a grid, with an answer: dealt with, or another comment. */
  tell(id: string): void {
    const unit = this.units.get(id);
    if (!unit) return this.close();
    this.open = id;
    // The talk stands on the side of the map where its pin is not.
    this.card.classList.toggle("left", !!this.board && this.board.map.project(unit.at).x > this.board.map.getContainer().clientWidth / 2);
    const said = this.all.filter((note) => note.units.includes(id));
    const words = h("input", { type: "text", maxlength: "200", placeholder: "写一条批注", "aria-label": "批注" });
    const send = (e: Event) => { e.preventDefault(); if (words.value.trim()) void this.ask("comment", { units: [id], text: words.value.trim() }); };
    fill(this.card, h("div", { cls: "pl-talk", role: "dialog", "aria-label": `批注：${this.name(id)}` },
      h("div", null, h("b", null, this.name(id)), h("small", null, said.length ? `${said.length} 条未处理的批注` : "没有未处理的批注"), h("button", { type: "button", cls: "pl-x", "aria-label": "关闭", onclick: () => this.close() }, icon("close", 18))),
      h("ol", null, said.map((note) => h("li", null, h("p", null, note.text, h("small", null, `${note.who} ${note.at}${note.units.length > 1 ? `，共钉在 ${note.units.length} 个网格上` : ""}`)), h("button", { type: "button", cls: "ogm-control", onclick: () => void this.ask("settle", { seq: note.seq }) }, "已处理")))),
      h("form", { onsubmit: send }, words, h("button", { type: "submit", cls: "ogm-control" }, "添加"))));
  }
  close(): void {
    if (this.open === null) return;
    this.open = null;
    fill(this.card);
  }
  private async ask(what: "comment" | "settle", body: Record<string, unknown>): Promise<void> {
    try {
      const done = await this.talk.act<{ notes: Note[] }>(what, body);
      if (!("refused" in done)) this.hooks.told(done.notes);
    } catch (error) { this.hooks.failed(error); }
  }
}
