// Tints, names and numbers on the map by what every 三级 carries, also under a step that is only being looked at.
import type { Board } from "./board.ts";
import { FEW, share, shown } from "./figures.ts";
import { short, type Side } from "./side.ts";
import type { Lock } from "./talk.ts";
import type { Units } from "./units.ts";

export interface Shown { units: Units; side: Side; locks: Lock[]; focus: string | undefined; promised: Map<string, number | null> }

/** Ids of the units locked for the asker. */
export function heldOf(locks: Lock[]): Set<string> { return new Set(locks.filter((l) => l.what === "unit" && l.mine).map((l) => l.key)); }

/** Running sums by L3 on this side; the server's figures replace them with every answer. */
export function shade(board: Board, { units, side, locks, focus, promised }: Shown, moved: Map<string, string>): void {
  const load = new Map<string, number>();
  const held = heldOf(locks);
  const all = locks.some((l) => l.what === "all" && l.mine);
  const other = side.column === "households" ? null : side.deviations(); // another measure than households
  for (const u of units.of("l3")) load.set(u.id, u.hh ?? FEW);
  for (const [id, to] of moved) {
    const u = units.get(id)!;
    load.set(u.parent!, Math.max(0, (load.get(u.parent!) ?? 0) - (u.hh ?? FEW)));
    load.set(to, (load.get(to) ?? 0) + (u.hh ?? FEW));
  }
  const sums = new Map<string, [number, number]>();
  for (const u of units.of("l3")) { const s = sums.get(u.l2!) ?? [0, 0]; sums.set(u.l2!, [s[0] + load.get(u.id)!, s[1] + 1]); }
  const dev = (id: string) => { if (other) return other.get(id) ?? 0; const l3 = units.get(id); const s = l3 && sums.get(l3.l2!); return s && s[0] ? (load.get(id)! * s[1]) / s[0] - 1 : 0; };
  for (const u of units.of("micro")) board.state(u.id, { dev: dev(moved.get(u.id) ?? u.parent!), away: u.l2 !== focus });
  board.locked([...units.of("micro")].filter((u) => all || held.has(u.id) || held.has(u.parent!) || held.has(u.l2!)).map((u) => u.id));
  const says = (u: { id: string; hh: number | null; l2: string | null }) => {
    const said = promised.get(u.id); // the server's word, once it has spoken
    if (said !== undefined && said !== u.hh) return `${shown(u.hh)} → ${shown(said)} 户`;
    if (said === undefined && moved.size && load.get(u.id) !== (u.hh ?? FEW)) return `${shown(u.hh)} → ${shown(load.get(u.id))} 户`;
    return other && u.l2 === focus ? `${side.says(u.id)} ${share(dev(u.id))}` : `${shown(u.hh)} 户 ${other ? "" : share(dev(u.id))}`;
  };
  board.texts([...units.of("l3")].map((u) => ({ id: u.id, at: u.at, name: u.l2 === focus ? short(u.name) : u.name, t: says(u) })),
    [...units.of("micro")].filter((u) => u.l2 === focus).map((u) => ({ id: u.id, at: u.at, t: shown(u.hh) })));
}
