// What the server and the browser agreed on: component data, manifest, places, rail (docs/house.md, section 5).
import type { LayerSpecification } from "maplibre-gl";

export interface Look { title: string; url: string; active?: boolean }
export interface Data {
  mode: "plan" | "swipe" | "onemap" | "circles" | "issues" | "strip" | "style";
  issues?: string;
  wall?: { csrf: string };
  manifest: string;
  place?: string;
  days?: number;
  looks?: Look[];
  swipe?: import("./plan/swipe.ts").Told;
  plan?: { id: string; csrf: string; place?: string };
  links?: { plans?: string; review?: string; deck?: string; light?: string; sheet?: string; pen?: string };
  crumbs?: { title: string; url?: string }[];
}
export interface Component {
  data: Data;
  parentElement: HTMLElement;
  setTriggerValue(name: string, value: unknown): void;
  setStateValue(name: string, value: unknown): void;
}

export type Level = "district" | "zone" | "l1" | "l2" | "l3" | "micro" | "dedicated" | "center";
export type Shape = "fill" | "line" | "dash" | "hatch" | "star" | "triangle" | "square" | "diamond" | "disc" | "glyph" | "ramp";
export type Texture = "rise" | "fall" | "cross" | "dots" | "bars";
/** `hatch`, in the colour `ink`, and `sign` lie on a fill: what differs in colour differs in these too; `width` and `dash` are a line's. */
export interface LegendItem { shape: Shape; color: string; stroke?: string | null; title: string; hatch?: Texture | null; ink?: string | null; sign?: string; width?: number; dash?: number[] | null }
export interface LayerEntry {
  key: string;
  title: string;
  group: string;
  on: boolean;
  count: number | null;
  note: string | null;
  kind: "area" | "line" | "point" | "label" | "count" | "base";
  url: string | null;
  chunks: { bbox: Box; url: string; minzoom?: number }[] | null;
  minzoom: number | null;
  maxzoom: number | null;
  promote?: string | null;
  tooltip?: [string, string][];
  legend: LegendItem[];
  specs: LayerSpecification[];
  points: { columns: [string, "u8" | "u16" | "f32"][] } | null;
  ramp?: { breaks: number[]; colors: string[] } | null;
}
/** How new one source is; `hours` it may be behind before it is amber. */
export interface Source { title: string; at: string | null; how: string; hours: number | null }
export type Box = [number, number, number, number];
export interface Manifest {
  v: number;
  synthetic: boolean;
  version: string;
  as_of: string;
  stale_hours: number;
  freshness?: Source[];
  district: { code: string; name: string; bbox: Box };
  root: string;
  who: { role: string; role_title: string; name: string };
  tokens: Record<string, string>;
  places: string;
  periods: number[];
  /** Figures that may colour communities, in the order of the rail. */
  figures: { key: string; title: string }[];
  classes: { code: string; title: string; glyph: string }[];
  statuses: { key: string; title: string; color: string }[];
  sources: (string | { key?: string; code?: string; title: string })[];
  groups: { code: string; title: string; glyph: string; color: string; shape: string; ink: string }[];
  layers: LayerEntry[];
}

/** Day whose grids a manifest shows (YYYY-MM-DD); empty for today's. */
export function dayOf(m: Manifest): string { return m.version.split("@")[1] ?? ""; }
/** The same, as the address of a manifest says before it has come. */
export function asked(manifest: string): string { return new URLSearchParams(manifest.split("?")[1]).get("date") ?? ""; }

export interface PlacesFile {
  code: string[];
  level: Level[];
  name: string[];
  py: string[];
  parent: number[];
  zone: number[];
  bbox: Box[];
  at: [number, number][];
  hh: (number | null)[];
  ppl: (number | null)[];
  r: (number | null)[];
}

export interface Tile {
  key: string;
  title: string;
  value: number | null;
  unit: string;
  text: string;
  why?: string | null;
  delta: { text: string; good: boolean | null } | null;
  spark: (number | null)[] | null;
  num?: number | null;
  den?: number | null;
  source?: string | null;
  note?: string | null;
  rank?: string | null;
  formula?: string;
  from?: string;
  period?: string;
  at?: string | null;
}
export interface RankRow { code: string; name: string; [column: string]: unknown }
export interface Card {
  chips: string[];
  lead: { role: string; name: string }[];
  promise: string | null;
  facts: { value: number | string | null; unit?: string; title: string }[];
  events: { overdue: number; waiting: number; doing: number; done: number } | null;
  latest: { title: string; line: string; overdue: boolean } | null;
  visits: { done: number | null; due: number | null; target_share: number | null; month: string; last_visit: string | null; last_patrol: string | null } | null;
  nine: { at: string; cells: { group: string; value: number | null }[] } | null;
  ledger_pct: number | null;
  dedicated: { code: string; name: string; kind: string }[] | null;
  center: { name?: string; minutes?: number | null; hours?: string | null; staff_n?: number | null; method?: string | null } | null;
}
export interface Rail {
  code: string;
  name: string;
  level: Level;
  title: string;
  tiles: Tile[];
  more?: Tile[];
  rank: { tabs: { key: string; title: string }[]; rows: RankRow[]; title?: string; unit?: string } | null;
  card: Card | null;
}
export interface Found { kind: "address" | "event" | "place"; title: string; line?: string; code?: string | null; at?: [number, number] | null }

export const WAITING = 0, DOING = 1, OVERDUE = 2, DONE = 3;
