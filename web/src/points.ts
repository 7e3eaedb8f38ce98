// Reads the compact point files (.pts) and keeps their columns as typed arrays.

export interface Points {
  n: number;
  lon: Float64Array;
  lat: Float64Array;
  /** Web Mercator in 0..1, for clustering and hits without the map. */
  mx: Float64Array;
  my: Float64Array;
  /** Offsets from the origin as they came, for the GPU. */
  offsets: Float32Array;
  origin: [number, number];
  column: Record<string, Uint8Array | Uint16Array | Float32Array>;
}
export type ColumnType = "u8" | "u16" | "f32";
const WIDTH: Record<ColumnType, number> = { u8: 1, u16: 2, f32: 4 };

export class PointsError extends Error {}

/** Decode a file; the columns' names and types stand in the manifest, in file order. */
export function decode(buffer: ArrayBuffer, columns: [string, ColumnType][]): Points {
  if (buffer.byteLength < 32) throw new PointsError("点文件不完整：不足 32 字节。");
  const head = new DataView(buffer);
  if (head.getUint32(0, false) !== 0x4f474d50) throw new PointsError("不是点文件：开头应为 OGMP。");
  const n = head.getUint32(8, true);
  const stored = head.getUint32(12, true);
  if (stored !== columns.length) throw new PointsError(`点文件有 ${stored} 列，清单写明 ${columns.length} 列。`);
  const padded = (bytes: number) => (bytes + 3) & ~3;
  const want = 32 + 8 * n + columns.reduce((sum, [, type]) => sum + padded(WIDTH[type] * n), 0);
  if (buffer.byteLength < want) throw new PointsError(`点文件不完整：应有 ${want} 字节，只有 ${buffer.byteLength}。`);
  const lon0 = head.getFloat64(16, true);
  const lat0 = head.getFloat64(24, true);
  const dx = new Float32Array(buffer, 32, n);
  const dy = new Float32Array(buffer, 32 + 4 * n, n);
  const points: Points = {
    n,
    lon: new Float64Array(n),
    lat: new Float64Array(n),
    mx: new Float64Array(n),
    my: new Float64Array(n),
    offsets: new Float32Array(2 * n),
    origin: [lon0, lat0],
    column: {},
  };
  for (let i = 0; i < n; i++) {
    const lon = lon0 + dx[i];
    const lat = lat0 + dy[i];
    points.lon[i] = lon;
    points.lat[i] = lat;
    points.mx[i] = mercatorX(lon);
    points.my[i] = mercatorY(lat);
    points.offsets[2 * i] = dx[i];
    points.offsets[2 * i + 1] = dy[i];
  }
  let at = 32 + 8 * n;
  for (const [name, type] of columns) {
    points.column[name] =
      type === "u8" ? new Uint8Array(buffer, at, n) : type === "u16" ? new Uint16Array(buffer, at, n) : new Float32Array(buffer, at, n);
    at += padded(WIDTH[type] * n);
  }
  return points;
}

export function longitude(mx: number): number { return mx * 360 - 180; }
export function latitude(my: number): number { return (Math.atan(Math.sinh(Math.PI * (1 - 2 * my))) * 180) / Math.PI; }
export function mercatorX(lon: number): number {
  return (lon + 180) / 360;
}
export function mercatorY(lat: number): number {
  return (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
}
