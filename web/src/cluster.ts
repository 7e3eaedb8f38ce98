// Groups points that would touch on the screen, so that the eye can count what it sees.

export interface Cluster {
  /** Mean position, Web Mercator 0..1. */
  mx: number;
  my: number;
  rows: number[];
}

/** Greedy grouping of `rows` within `radius` pixels at `zoom` (512-pixel tiles); stable for equal input. */
export function cluster(mx: Float64Array, my: Float64Array, rows: ArrayLike<number>, zoom: number, radius: number): Cluster[] {
  const reach = radius / (512 * 2 ** zoom);
  const cells = new Map<number, number[]>();
  const key = (x: number, y: number) => x * 4_194_304 + y;
  const cx = (v: number) => Math.floor(v / reach);
  // Cell numbers are counted from the first point: at street level the absolute ones exceed 2^53 when combined.
  const x0 = rows.length ? cx(mx[rows[0]]) - 1_000_000 : 0;
  const y0 = rows.length ? cx(my[rows[0]]) - 1_000_000 : 0;
  for (let k = 0; k < rows.length; k++) {
    const id = key(cx(mx[rows[k]]) - x0, cx(my[rows[k]]) - y0);
    const cell = cells.get(id);
    if (cell) cell.push(rows[k]);
    else cells.set(id, [rows[k]]);
  }
  const taken = new Set<number>();
  const out: Cluster[] = [];
  for (let k = 0; k < rows.length; k++) {
    const seed = rows[k];
    if (taken.has(seed)) continue;
    taken.add(seed);
    const group: Cluster = { mx: mx[seed], my: my[seed], rows: [seed] };
    const gx = cx(mx[seed]) - x0;
    const gy = cx(my[seed]) - y0;
    let sx = mx[seed];
    let sy = my[seed];
    for (let ix = gx - 1; ix <= gx + 1; ix++)
      for (let iy = gy - 1; iy <= gy + 1; iy++)
        for (const other of cells.get(key(ix, iy)) ?? []) {
          if (taken.has(other) || Math.hypot(mx[other] - mx[seed], my[other] - my[seed]) > reach) continue;
          taken.add(other);
          group.rows.push(other);
          sx += mx[other];
          sy += my[other];
        }
    group.mx = sx / group.rows.length;
    group.my = sy / group.rows.length;
    out.push(group);
  }
  return out;
}
