import { expect, it } from "vitest";
import { branchRows, laneCount } from "./branch-lanes.ts";

const layer = (name: string, ...from: string[]) => ({ name, from });

it("draws a chain as one line without lanes", () => {
  const rows = branchRows([layer("a"), layer("b", "a"), layer("c", "b")]);
  expect(rows.map(({ isFollowing, isFollowed }) => [isFollowing, isFollowed])).toEqual([
    [false, true],
    [true, true],
    [true, false],
  ]);
  expect(laneCount(rows)).toBe(0);
});

it("leads a shortcut past the layers that it skips, and reuses its lane for the next", () => {
  const rows = branchRows([
    layer("stem"),
    layer("a", "stem"),
    layer("b", "a"),
    layer("c", "stem", "b"),
    layer("d", "c"),
    layer("e", "b", "d"),
  ]);
  expect(rows.map(({ lanes }) => lanes)).toEqual([
    [{ lane: 0, part: "start" }],
    [{ lane: 0, part: "through" }],
    [
      { lane: 0, part: "through" },
      { lane: 1, part: "start" },
    ],
    [
      { lane: 0, part: "end" },
      { lane: 1, part: "through" },
    ],
    [{ lane: 1, part: "through" }],
    [{ lane: 1, part: "end" }],
  ]);
});

it("shows two heads that read one layer as branches that do not follow each other", () => {
  const rows = branchRows([layer("trunk"), layer("left", "trunk"), layer("right", "trunk")]);
  expect(rows[2].isFollowing).toBe(false);
  expect(rows[1].isFollowed).toBe(false);
  expect(rows[2].lanes).toEqual([{ lane: 0, part: "end" }]);
});

it("leaves out what needs more lanes than there are, and names of layers that are not listed", () => {
  const first = Array.from({ length: 6 }, (_, i) => layer(`in${i}`));
  const joins = Array.from({ length: 6 }, (_, i) => layer(`out${i}`, `in${i}`, "elsewhere"));
  expect(laneCount(branchRows([...first, ...joins]))).toBe(3);
});
