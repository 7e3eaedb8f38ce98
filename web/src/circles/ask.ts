// What the person asks of the circles: minutes, pace, services, centres switched off; and its place in the address.

export const PACES = [
  { key: "adult", title: "成人", kmh: 4.5 },
  { key: "elder", title: "老年", kmh: 3.0 },
  { key: "frail", title: "体弱", kmh: 2.7 },
] as const;
export const MINUTES = { min: 1, max: 30, usual: 15 };
export const KMH = { min: 2, max: 6, usual: 4.5 };
export const WEIGHTS = [["people", "全体居民"], ["elderly", "老年人"], ["children", "儿童"], ["poor", "低收入"]] as const;
export type Weight = (typeof WEIGHTS)[number][0];

export interface Ask {
  minutes: number;
  kmh: number;
  need: readonly boolean[];
  off: ReadonlySet<string>;
  k: number;
  weight: Weight;
  /** Candidates of the person's own: `lon,lat` each; empty = third-level grids. */
  at: readonly string[];
}
export const USUAL: Ask = { minutes: MINUTES.usual, kmh: KMH.usual, need: Array.from({ length: 7 }, () => false), off: new Set(), k: 3, weight: "people", at: [] };
const KEYS = ["min", "kmh", "need", "off", "k", "who"] as const;

const within = (text: string | null, { min, max, usual }: { min: number; max: number; usual: number }): number => {
  const n = Number(text);
  return text !== null && text !== "" && Number.isFinite(n) && n >= min && n <= max ? n : usual;
};

/** The state an address asks for; what it says wrongly falls back to the usual. */
export function read(search: string): Ask {
  const q = new URLSearchParams(search);
  const need = q.get("need") ?? "";
  return {
    minutes: Math.round(within(q.get("min"), MINUTES)),
    kmh: Math.round(within(q.get("kmh"), KMH) * 10) / 10,
    need: USUAL.need.map((_, i) => /^[01]{7}$/.test(need) && need[i] === "1"),
    off: new Set((q.get("off") ?? "").split(",").filter((c) => /^DQ\d{12}$/.test(c))),
    k: Math.round(within(q.get("k"), { min: 1, max: 10, usual: USUAL.k })),
    weight: WEIGHTS.find(([w]) => w === q.get("who"))?.[0] ?? "people",
    at: [],
  };
}

/** Our keys of the address, the usual left out. */
export function write(search: string, ask: Ask, place: string | null, view: string | null): string {
  const q = new URLSearchParams(search);
  const put = (key: string, value: string | null) => (value === null ? q.delete(key) : q.set(key, value));
  put("min", ask.minutes === USUAL.minutes ? null : String(ask.minutes));
  put("kmh", ask.kmh === USUAL.kmh ? null : String(ask.kmh));
  put("need", ask.need.some(Boolean) ? flags(ask.need) : null);
  put("off", ask.off.size ? [...ask.off].sort().join(",") : null);
  put("k", ask.k === USUAL.k ? null : String(ask.k));
  put("who", ask.weight === "people" ? null : ask.weight);
  put("place", place);
  if (view) q.set("v", view);
  const text = q.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}
/** An address without our keys, for the other looks. */
export function bare(search: string): string {
  const q = new URLSearchParams(search);
  for (const key of KEYS) q.delete(key);
  return q.toString();
}

export function flags(need: readonly boolean[]): string { return need.map((n) => (n ? "1" : "0")).join(""); }

/** The query of the server's routes. */
export function query(ask: Ask, place: string, more: Record<string, string | number> = {}): string {
  const q = new URLSearchParams({ place, min: String(ask.minutes), kmh: String(ask.kmh) });
  if (ask.need.some(Boolean)) q.set("need", flags(ask.need));
  if (ask.off.size) q.set("off", [...ask.off].sort().join(","));
  for (const [key, value] of Object.entries(more)) q.set(key, String(value));
  return q.toString();
}

/** Lines of `name lon lat` or `lon,lat` as people paste them from a table; null for a line that is none. */
export function candidates(text: string): { at: string[]; wrong: number[] } {
  const at: string[] = [];
  const wrong: number[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (!line.trim()) return;
    const numbers = (line.match(/-?\d+\.\d+|-?\d+/g) ?? []).map(Number);
    const [lon, lat] = numbers.slice(-2);
    if (numbers.length >= 2 && lon > 73 && lon < 136 && lat > 3 && lat < 54) at.push(`${lon.toFixed(6)},${lat.toFixed(6)}`);
    else wrong.push(i + 1);
  });
  return { at, wrong };
}
