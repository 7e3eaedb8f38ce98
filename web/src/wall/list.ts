// What a wall plays: the saved views of the store, or, while there are none, the whole, its parts and two other looks.
import type { Manifest } from "../contract.ts";
import type { Places } from "../places.ts";
import { USUAL_DAYS } from "../link.ts";
import * as url from "../url.ts";

export interface Listed { name: string; address: string; dwell: number }
export interface Playlist { views: Listed[]; issues: Record<string, string> }
export interface View { kind: "map" | "asked" | "relief"; query: string; place: string; days: number; day: string }

/** An address as the wall understands it; what it does not know is the plain map. */
export function parsed(address: string, places: Places, m: Manifest): View {
  const [path, query = ""] = address.split("?");
  const said = url.read(`?${query}`);
  const place = said.place && places.row(said.place) >= 0 ? said.place : m.root;
  const days = said.days && m.periods.includes(said.days) ? said.days : USUAL_DAYS;
  return { kind: path === "/issues" ? "asked" : path === "/relief" ? "relief" : "map", query, place, days, day: new URLSearchParams(query).get("date") ?? "" };
}

export function usual(places: Places, root: string, dwell: number): Listed[] {
  const at = places.row(root);
  const parts = [...places.children(at, "zone"), ...(places.level(at) === "district" ? [] : places.children(at, "l2"))];
  const map = [at, ...parts].filter((r) => r >= 0).map((r) => ({ name: places.title(r), address: places.code(r) === root ? "/" : `/?place=${places.code(r)}`, dwell }));
  // Counts and columns say something where there are places to compare.
  return parts.length < 2 ? map : [...map, { name: `诉求热点，近 ${USUAL_DAYS} 天`, address: "/issues", dwell }, { name: "立体态势，未办结与超期", address: "/relief", dwell }];
}
