// What a grid carries by the chosen measure, and how even a community is: plain sums over the server's figures.
import type { Row, Weights } from "./talk.ts";

export type Column = "households" | "people" | "events" | "care" | "visits" | "mix";
export const COLUMNS: { key: Column; title: string; word: string; unit: string }[] = [
  { key: "households", title: "户", word: "户数", unit: "户" },
  { key: "people", title: "人", word: "人数", unit: "人" },
  { key: "events", title: "诉求", word: "未办结诉求", unit: "件" },
  { key: "care", title: "九色", word: "九色人群", unit: "人" },
  { key: "visits", title: "走访", word: "每名网格员月走访", unit: "户" },
  { key: "mix", title: "综合", word: "综合负荷", unit: "分" },
];
export const FEW = 5; // stands for 不足10 in sums
const FEW_WORD = "不足10";
const number = new Intl.NumberFormat("zh-CN");

export interface Even { mean: number | null; worst: number | null; ratio: number | null; cv: number | null }

export function shown(value: number | null | undefined): string { return value === null || value === undefined ? FEW_WORD : number.format(value); }
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "—";
  const whole = Math.round(value * 100);
  return `${whole > 0 ? "+" : whole < 0 ? "−" : ""}${Math.abs(whole)}%`;
}
export function fixed(value: number | null | undefined, digits: number): string { return value === null || value === undefined || !Number.isFinite(value) ? "—" : value.toFixed(digits); }

/** The load of a grid before (0) or after (1); null where the grid is not there or the measure does not exist. */
export function load(row: Row, side: 0 | 1, column: Column, w: Weights): number | null {
  if (row.micro[side] === null) return null;
  if (column === "mix") return w.household * (row.households[side] ?? FEW) + w.care * (row.care[side] ?? FEW) + w.event * (row.events[side] ?? 0);
  const value = row[column][side];
  return value ?? (column === "visits" ? null : column === "events" ? 0 : FEW);
}
export function text(row: Row, side: 0 | 1, column: Column, w: Weights): string {
  if (row.micro[side] === null) return "—";
  const value = column === "mix" ? load(row, side, column, w) : row[column][side];
  return value === null && (column === "events" || column === "visits") ? "—" : shown(value);
}
export function even(rows: Row[], side: 0 | 1, column: Column, w: Weights): Even {
  const values = rows.map((row) => load(row, side, column, w)).filter((v): v is number => v !== null);
  const mean = values.reduce((a, b) => a + b, 0) / (values.length || 1);
  if (!mean) return { mean: null, worst: null, ratio: null, cv: null };
  const least = Math.min(...values);
  return {
    mean, worst: Math.max(...values.map((v) => Math.abs(v / mean - 1))), ratio: least ? Math.max(...values) / least : null,
    cv: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) / mean,
  };
}
export function deviation(row: Row, side: 0 | 1, column: Column, w: Weights, mean: number | null): number | null {
  const value = load(row, side, column, w);
  return value === null || !mean ? null : value / mean - 1;
}
/** What a balance weighs when this measure is looked at; people and visits follow the households. */
export function weighed(column: Column, w: Weights): Weights {
  if (column === "mix") return w;
  return { household: column === "events" || column === "care" ? 0 : 1, care: column === "care" ? 1 : 0, event: column === "events" ? 1 : 0 };
}
export function said(w: Weights): string {
  return [[w.household, "户"], [w.care, "九色"], [w.event, "诉求"]].filter(([n]) => n).map(([n, word]) => (n === 1 ? word : `${n}×${word}`)).join(" + ");
}
