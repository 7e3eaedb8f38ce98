// Drawing by hand (a line, an area) over the live map; an own chunk, fetched when a page first edits.
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { Map as GlMap } from "maplibre-gl";

export function editor(map: GlMap): TerraDraw {
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7 }),
    modes: [new TerraDrawSelectMode({ flags: { polygon: { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } } } }), new TerraDrawPolygonMode(), new TerraDrawLineStringMode()],
  });
  draw.start();
  return draw;
}
