// The state of the open map in one place; views subscribe to what they draw.
import { DOING, OVERDUE, WAITING } from "./contract.ts";

export interface State {
  place: string;
  days: number;
  on: ReadonlySet<string>;
  /** The figure that colours communities where the layer `figure` is on. */
  metric: string;
  level: "auto" | "zones" | "l2" | "l3" | "micro";
  /** Chosen classes and sources; null is all of them. */
  cls: ReadonlySet<number> | null;
  src: ReadonlySet<number> | null;
  st: ReadonlySet<number>;
  zoom: number;
  hover: string | null;
}
export const OPEN: ReadonlySet<number> = new Set([WAITING, DOING, OVERDUE]);

type Listener = (state: State, changed: ReadonlySet<keyof State>) => void;

export class Store {
  private readonly listeners: { keys: readonly (keyof State)[]; run: Listener }[] = [];
  constructor(public state: State) {}

  on(keys: readonly (keyof State)[], run: Listener): void { this.listeners.push({ keys, run }); }

  set(patch: Partial<State>): void {
    const changed = new Set<keyof State>();
    for (const key of Object.keys(patch) as (keyof State)[]) if (this.state[key] !== patch[key]) changed.add(key);
    if (!changed.size) return;
    this.state = { ...this.state, ...patch };
    for (const l of this.listeners) if (l.keys.some((k) => changed.has(k))) l.run(this.state, changed);
  }
}
