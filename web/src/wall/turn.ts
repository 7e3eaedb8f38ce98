// From one view to the next without flicker: a picture of the old one lies over the map until the new one stands.
import type { Map as GlMap } from "maplibre-gl";
import { h } from "../ui/dom.ts";

export const FADE_MS = 400;

export class Curtain {
  private readonly sheet = h("canvas", { cls: "ogm-curtain", "aria-hidden": "true" });

  constructor(private readonly host: HTMLElement, stage: HTMLElement) { stage.append(this.sheet); }

  /** Lay the picture as it is now over the map; names, list and figures go out. Done when nothing old is seen to move. */
  async down(map: GlMap | null): Promise<void> {
    if (map) await this.copy(map);
    this.sheet.classList.add("down");
    this.host.classList.add("turning");
    await new Promise((done) => setTimeout(done, FADE_MS / 2));
  }
  /** A drawing buffer can only be read in the frame that drew it. */
  private copy(map: GlMap): Promise<void> {
    return new Promise((done) => {
      const late = setTimeout(done, 600);
      map.once("render", () => {
        clearTimeout(late);
        const from = map.getCanvas();
        // One sheet for all nights: it is painted again, never made again.
        if (this.sheet.width !== from.width || this.sheet.height !== from.height) [this.sheet.width, this.sheet.height] = [from.width, from.height];
        this.sheet.getContext("2d")?.drawImage(from, 0, 0);
        done();
      });
      map.triggerRepaint();
    });
  }
  up(): void {
    this.sheet.classList.remove("down");
    this.host.classList.remove("turning");
  }
}

/** When the map has drawn all it was asked for, or after so long. */
export function settled(map: GlMap | null, most: number): Promise<void> {
  return new Promise((done) => {
    if (!map) return done();
    const late = setTimeout(() => { map.off("idle", quiet); done(); }, most);
    const quiet = () => { clearTimeout(late); done(); };
    map.once("idle", quiet);
    map.triggerRepaint();
  });
}
