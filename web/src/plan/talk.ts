// What the edit page says to the server and what it hears: every answer is checked, every refusal is a sentence.
import type { FeatureCollection } from "geojson";
import { absolute, Fault } from "../api.ts";

export type Level = "l2" | "l3" | "micro";
export interface Unit { id: string; level: Level; name: string; code: string; parent: string | null; l2: string | null; hh: number | null; ppl: number | null }
export interface Pair { 0: number | null; 1: number | null }
export interface Row { id: string; name: string; norm: string; micro: Pair; households: Pair; people: Pair; events: Pair; care: Pair; visits: Pair; deviation: Pair; roundness: Pair }
export interface Panel { id: string; name: string; rounded: boolean; rows: Row[]; after: { roundness?: number | null }; before: { roundness?: number | null } }
export interface Lock { what: "unit" | "level" | "all"; key: string; role: string; author: string; reason: string; at: string; mine: boolean }
export interface Step { seq: number; title: string; told: string; who: string; at: string }
export interface Note { seq: number; who: string; at: string; units: string[]; text: string }
export interface Now {
  plan: { id: string; name: string; state: string; title: string; author: string; head: number; editable: boolean; why: string };
  /** Comments nobody has dealt with, the newest first. */
  notes: Note[];
  undo: number; redo: number; log: Step[]; locks: Lock[]; panel: Panel;
  patch?: FeatureCollection; gone?: string[];
}
export interface Start extends Now { shapes: string; communities: { id: string; code: string; name: string }[] }
export interface Effect { id: string; name: string; level: Level; parent: (string | null)[]; area: Pair; households: Pair; people: Pair }
export interface Weights { household: number; care: number; event: number }
export type Wide = "l2" | "l1" | "district" | "curve";
/** One community, or one point of the curve. */
export interface Task { key: string; name: string; units: number; cap: number; state: "waiting" | "better" | "done"; badge: string; proven: boolean; changed: number; bound: number; usable: boolean; was: number | null; deviation?: number | null }
export interface Balanced { done: boolean; share: number; rows: Task[]; skipped: { name: string; why: string }[]; badge: string; proven: boolean; usable: boolean; changed: number; units: number; was: number | null; deviation: number | null }
export interface Preview { assign: [string, string][]; token: string; effects: Effect[]; moves: { metres: number }[]; micro: number; kept: { hh: number | null } }
export interface Refusal { code: string; text: string; remedy: string; rows: string[]; bbox: [number, number, number, number] | null; units: string[] }
export type Gesture =
  | { op: "reassign"; units: string[]; target: string }
  | { op: "balance" }
  | { op: "merge"; units: string[] }
  | { op: "redraw" | "reshape" | "split"; unit: string; path: [number, number][] };

/** Words of the server for a person: what was wrong and what to do. */
export class Said extends Error {
  constructor(message: string, readonly remedy: string) { super(message); }
}

export class Talk {
  constructor(private readonly plan: string, private readonly csrf: string) {}

  state(focus: string): Promise<Start> { return this.ask<Start>(`state?focus=${encodeURIComponent(focus)}`); }
  look(focus: string): Promise<Now> { return this.ask<Now>(`look?focus=${encodeURIComponent(focus)}`); }
  act<T>(what: string, body: Record<string, unknown>): Promise<T | { refused: Refusal }> { return this.ask(what, body); }

  private async ask<T>(what: string, body?: Record<string, unknown>): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(absolute(`/data/v1/plan/${encodeURIComponent(this.plan)}/${what}`), {
        credentials: "same-origin", cache: "no-store",
        ...(body ? { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": this.csrf }, body: JSON.stringify(body) } : {}),
      });
    } catch {
      throw new Said("连不上服务器，这一步没有保存。", "请检查网络后重试。");
    }
    if (answer.status === 401) throw new Fault("session", "会话已结束。");
    if (!/json/.test(answer.headers.get("content-type") ?? "")) throw new Said("服务器没有给出数据。", "请刷新页面后重试。");
    const told = (await answer.json()) as T & { error?: string; remedy?: string };
    if (!answer.ok) throw new Said(told.error ?? "这一步没有完成。", told.remedy ?? "");
    return told;
  }
}
