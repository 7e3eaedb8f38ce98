// What the routes data/v1/reach/… answer.
import type { FeatureCollection } from "geojson";

export interface Group { code: string; title: string; glyph: string; color: string; ink: string; inside: number | null; outside: number | null }
export interface Row { code: string; name: string; all: number | null; outside: number | null; share: number | null; minutes: number | null }
export interface Totals { all: number | null; inside: number | null; outside: number | null; off_street: number | null; share: number | null }
export interface Area {
  rule: string;
  /** Day whose grids were asked for; empty for today's. */
  day: string;
  method: "walk" | "circle";
  minutes: [number, number, number];
  place: { code: string; name: string; level: string };
  centers: { all: number; active: number };
  resources: { title: string; n: number }[];
  active: string[];
  covered: Totals;
  rows: Row[];
  of: string;
  groups: Group[] | null;
  groups_why: string;
  warn: string[];
  bands: FeatureCollection;
  gaps: FeatureCollection;
  shared?: FeatureCollection;
  borders?: FeatureCollection;
  /** Staff per thousand people by community. */
  supply?: { breaks: number[]; rows: Record<string, number> };
}
export interface Next {
  sites: { rank: number; name: string; at: [number, number]; gain: number | null; share: number | null }[];
  covered: Totals;
  proof: string;
  proven: boolean;
  note: string;
  area: FeatureCollection;
}
export interface Way {
  rows: { code: string; name: string; minutes: number; metres: number }[];
  said: string;
  lines: FeatureCollection;
}
export interface CenterCard {
  code: string;
  name: string;
  hours: string | null;
  staff_n: number | null;
  resources: { title: string; has: boolean }[];
  paces: { title: string; kmh: number; people: number | null }[];
  nearest: number | null;
  only: number | null;
  supply: number | null;
  groups: Group[] | null;
  groups_at: string;
  note: string;
  area: FeatureCollection;
}
