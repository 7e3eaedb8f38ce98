// Saves what the map shows as a picture that says what it is and of when.
import type { Map as GlMap } from "maplibre-gl";
import { FONT } from "./glyphs.ts";
import { h } from "./ui/dom.ts";

export function download(map: GlMap, caption: string, name: string, failed: () => void): void {
  map.once("render", () => {
    const from = map.getCanvas();
    const canvas = document.createElement("canvas");
    canvas.width = from.width;
    canvas.height = from.height;
    const c = canvas.getContext("2d");
    if (!c) return failed();
    c.drawImage(from, 0, 0);
    const k = from.width / from.clientWidth;
    c.font = `${13 * k}px ${FONT}`;
    c.fillStyle = "rgba(255,255,255,.86)";
    c.fillRect(0, canvas.height - 26 * k, c.measureText(caption).width + 24 * k, 26 * k);
    c.fillStyle = "#1F2933";
    c.fillText(caption, 12 * k, canvas.height - 8 * k);
    canvas.toBlob((blob) => {
      if (!blob) return failed();
      const a = h("a", { href: URL.createObjectURL(blob), download: name });
      a.click();
      setTimeout(() => URL.revokeObjectURL(a.href), 5000);
    });
  });
  map.triggerRepaint();
}
