// Overdue blocks and leader lines: nothing touches, nothing is torn apart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nameAt, place, spots, touch, type Want } from "../src/map/blocks.ts";
import { meets } from "../src/ui/callouts.ts";

const want = (id: number, n: number, x: number, y: number, more: Partial<Want> = {}): Want => ({ id, n, spots: [{ x, y }], r: 5.6, digits: n > 1 ? 11 : 0, name: 40, ...more });

test("blocks: the most overdue stands first, no two touch, none stands without its name", () => {
  const crowd = Array.from({ length: 60 }, (_, i) => want(i, 1 + (i % 7), 30 * (i % 8), 24 * Math.floor(i / 8), { spots: spots({ x: 30 * (i % 8), y: 24 * Math.floor(i / 8) }, { l: 30 * (i % 8) - 14, t: 24 * Math.floor(i / 8) - 11, r: 30 * (i % 8) + 14, b: 24 * Math.floor(i / 8) + 11 }, () => true, 6, 40) }));
  const out = place(crowd, []);
  for (const a of out) for (const b of out) if (a !== b) assert.ok(!touch(a.box, b.box, 1.9));
  assert.equal(Math.max(...crowd.map((w) => w.n)), crowd.find((w) => w.id === out[0].id)!.n);
  assert.ok(out.length > 15);
});

test("blocks: a star is avoided when there is room, and no reason to vanish when there is none", () => {
  const [free] = place([want(1, 3, 100, 100)], [{ l: 90, t: 108, r: 110, b: 125 }]);
  assert.equal(free.form, "above");
  const everywhere = [{ l: 0, t: 0, r: 300, b: 300 }];
  assert.equal(place([want(1, 3, 100, 100)], everywhere).length, 1);
});

test("blocks: equal counts keep their order, the name stays in its place where it can", () => {
  assert.deepEqual(place([want(2, 1, 0, 0), want(1, 1, 500, 0)], []).map((p) => p.id), [1, 2]);
  const upper = place([want(1, 1, 0, 0, { inside: (p) => p.y < 0 })], [])[0];
  assert.equal(upper.form, "above");
  assert.ok(nameAt(want(1, 24, 0, 0), "below").y > 5.6);
  assert.equal(nameAt(want(1, 1, 0, 0), "below").x, 0);
});

test("leader lines: meeting a name, passing beside it", () => {
  const name = { l: 10, t: 10, r: 50, b: 26 };
  assert.ok(meets({ x: 0, y: 18 }, { x: 100, y: 18 }, name));
  assert.ok(meets({ x: 0, y: 0 }, { x: 60, y: 40 }, name));
  assert.ok(!meets({ x: 0, y: 40 }, { x: 100, y: 40 }, name));
  assert.ok(!meets({ x: 60, y: 0 }, { x: 60, y: 80 }, name));
});
