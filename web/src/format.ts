// Numbers, dates and names as they stand on a screen.
const THOUSANDS = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 1 });

export function count(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? "—" : THOUSANDS.format(value).replace("-", "−");
}

/** People as leaders read them: 19.7 万 from ten thousand upwards. */
export function people(value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  return value >= 10000 ? `${(value / 10000).toFixed(1)} 万` : count(value);
}

/** A signed change with real arrows; an em dash says "unchanged". */
export function change(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  return value === 0 ? "—" : value > 0 ? `↑${count(value)}` : `↓${count(-value)}`;
}

/** 2026-11-21T18:00 -> 11-21 18:00; the year only when it is not the current one of the data. */
export function stamp(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : iso;
}

export function hoursSince(iso: string, now: number): number {
  const then = Date.parse(iso);
  return Number.isNaN(then) ? 0 : (now - then) / 3_600_000;
}

/** The short name on the map: the kind of place is clear from its border. As in geo/rules/names.py; one list of cases tests both. */
export function short(name: string): string {
  const unknown = /^待核\(第(\d+)个\)$/u.exec(name);
  if (unknown) return `待核${unknown[1]}`;
  const bare = name.replace(/(管理委员会)?(社区|村)?(居民委员会|村民委员会|居委会|村委会|管理委员会)?$/u, "");
  return bare.length >= 2 ? bare : name;
}

/** A micro grid is called by its last three digits below its third-level grid. */
export function micro(code: string): string {
  return code.slice(-3);
}

/** A round ground distance that fits into `px` pixels, for the scale bar. */
export function scaleBar(metresPerPixel: number, px: number): { width: number; text: string } {
  const most = metresPerPixel * px;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((s) => s * power <= most) ?? 1;
  const metres = step * power;
  return { width: metres / metresPerPixel, text: metres >= 1000 ? `${metres / 1000} km` : `${metres} m` };
}
