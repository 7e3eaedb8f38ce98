// The figures of places as the server answers them, kept while the data stays the same.
import * as api from "./api.ts";
import type { Rail } from "./contract.ts";

export class Rails {
  private readonly known = new Map<string, Rail>();
  private asked = 0;
  /** Settles when the newest question is answered or has failed. */
  done: Promise<void> = Promise.resolve();

  constructor(private readonly version: () => string) {}

  private address(place: string, days: number): string {
    return `data/v1/place/${encodeURIComponent(place)}?d=${days}&h=${encodeURIComponent(this.version())}`;
  }
  get(place: string, days: number): Rail | undefined { return this.known.get(`${place}|${days}`); }
  forget(): void { this.known.clear(); }

  async load(place: string, days: number): Promise<Rail> {
    const key = `${place}|${days}`;
    const kept = this.known.get(key);
    if (kept) return kept;
    const made = await api.json<Rail>(this.address(place, days));
    if (this.known.size > 200) this.known.clear();
    this.known.set(key, made);
    return made;
  }

  /** Ask for the place on the screen; an older question's answer no longer counts. */
  show(place: string, days: number, put: (data: Rail) => void, failed: (error: unknown) => void): void {
    const mine = ++this.asked;
    const kept = this.get(place, days);
    if (kept) return put(kept);
    this.done = this.load(place, days).then((data) => { if (mine === this.asked) put(data); }, (error: unknown) => { if (mine === this.asked) failed(error); });
  }
}
