// What of the page's state stands in the address, so that a colleague may receive it.

export interface UrlState {
  place: string | null;
  days: number | null;
  layers: string[] | null;
  view: { lng: number; lat: number; z: number } | null;
  level: string | null;
  metric: string | null;
  cls: string[] | null;
  st: number[] | null;
}

export function read(search: string): UrlState {
  const q = new URLSearchParams(search);
  const list = (name: string) => (q.has(name) ? q.get(name)!.split(",").filter(Boolean) : null);
  const v = (q.get("v") ?? "").split(",").map(Number);
  const days = Number(q.get("days"));
  const good = v.length === 3 && v.every(Number.isFinite) && Math.abs(v[0]) <= 180 && Math.abs(v[1]) < 85 && v[2] >= 0 && v[2] <= 22;
  return {
    place: q.get("place") || null,
    days: Number.isInteger(days) && days > 0 ? days : null,
    layers: list("layers"),
    view: good ? { lng: v[0], lat: v[1], z: v[2] } : null,
    level: q.get("level") || null,
    metric: q.get("metric") || null,
    cls: list("cls"),
    st: list("st")?.map(Number).filter((s) => s >= 0 && s <= 3) ?? null,
  };
}

/** An address with more words in its query; null leaves one out. */
export function to(address: string, more: Record<string, string | number | null>): string {
  const [path, query = ""] = address.split("?");
  const q = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) if (value !== null) q.set(name, String(value));
  const text = q.toString().replaceAll("%2C", ",");
  return text ? `${path}?${text}` : path;
}

/** This page on another day's grids; without a day, on today's. */
export function onDay(day: string | null): string {
  const q = new URLSearchParams(location.search);
  day ? q.set("date", day) : q.delete("date");
  return location.pathname + (q.size ? `?${q.toString().replaceAll("%2C", ",")}` : "");
}

/** The query string with our own keys replaced and every foreign one kept. */
export function write(search: string, state: Partial<Record<keyof UrlState, string | null>>): string {
  const q = new URLSearchParams(search);
  const names: Record<string, string> = { view: "v" };
  for (const [key, value] of Object.entries(state)) {
    const name = names[key] ?? key;
    if (value === null || value === undefined || value === "") q.delete(name);
    else q.set(name, value);
  }
  // Commas are legal in a query and a person should be able to read the address.
  const text = q.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

/** As fine as a pixel of the closest look: who opens it sees the same picture, not one moved by half a pixel. */
export function viewText(lng: number, lat: number, z: number): string {
  return `${Number(lng.toFixed(7))},${Number(lat.toFixed(7))},${Number(z.toFixed(4))}`;
}
