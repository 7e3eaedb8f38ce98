// What the look 诉求 keeps in the address: how it is drawn, what is filtered, which day, one map or two.
import type { Manifest } from "../contract.ts";
import type { Filter } from "./cube.ts";

export interface Ask extends Filter {
  by: "hexes" | "l2";
  pair: boolean;
  step: "day" | "week";
  /** Step of the slider within the period; null is the whole period. */
  at: number | null;
}
export const PLAIN: Ask = { by: "hexes", pair: false, step: "day", at: null, cls: null, src: null, st: null, due: null };

export function read(search: string, m: Manifest): Ask {
  const q = new URLSearchParams(search);
  const list = (name: string, top: number) => {
    const found = (q.get(name) ?? "").split(",").filter((x) => /^\d{1,2}$/.test(x)).map(Number).filter((x) => x < top);
    return found.length ? new Set(found) : null;
  };
  const codes = (q.get("cls") ?? "").split(",").map((c) => m.classes.findIndex((x) => x.code === c)).filter((i) => i >= 0);
  const day = /^([dw])(\d{1,2})$/.exec(q.get("day") ?? "");
  return {
    by: q.get("by") === "l2" ? "l2" : "hexes", pair: q.get("pair") === "1", step: day?.[1] === "w" ? "week" : "day", at: day ? Number(day[2]) : null,
    cls: codes.length ? new Set(codes) : null, src: list("src", 32), st: list("st", 4), due: list("due", 6),
  };
}

export function write(search: string, ask: Ask, m: Manifest, place: string | null, days: number): string {
  const q = new URLSearchParams(search);
  const put = (name: string, value: string | null) => (value === null ? q.delete(name) : q.set(name, value));
  const list = (s: ReadonlySet<number> | null) => (s ? [...s].sort((a, b) => a - b).join(",") : null);
  put("place", place);
  put("days", days === 30 && !q.has("days") ? null : String(days));
  put("by", ask.by === "l2" ? "l2" : null);
  put("pair", ask.pair ? "1" : null);
  put("day", ask.at === null ? null : `${ask.step[0]}${ask.at}`);
  put("cls", ask.cls ? [...ask.cls].sort((a, b) => a - b).map((i) => m.classes[i].code).join(",") : null);
  for (const name of ["src", "st", "due"] as const) put(name, list(ask[name]));
  const text = q.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}
