import { expect, test } from "vitest";
import { errorCarriers, type FlowError, noiseBefore } from "./error-carriers.ts";

/** A layer whose output has this noise and signal power. */
const layer = (name: string, from: string[], noise: number, signal = 1): FlowError => ({
  name,
  from,
  output: { mse: noise, sqnrDb: 10 * Math.log10(signal / noise), maxAbsError: 0 },
});

/** A stem, two branches and what joins them: `a` is bad from its first layer on, `b` is as clean as the stem. */
const branches = [
  layer("stem", [], 0.001),
  layer("a1", ["stem"], 0.1),
  layer("b1", ["stem"], 0.0011),
  layer("a2", ["a1"], 0.102),
  layer("b2", ["b1"], 0.0012),
  layer("a3", ["a2"], 0.103),
  layer("b3", ["b2"], 0.0013),
  layer("head", ["a3", "b3"], 0.053),
];

test("a layer is held against those that it reads, not against those that stand before it in the file", () => {
  expect(errorCarriers(branches)).toEqual(["a1"]);
  const before = noiseBefore(branches);
  expect(before.get("a2")).toBeCloseTo(0.1, 12);
  expect(before.get("b2")).toBeCloseTo(0.0011, 12);
  expect(before.get("head")).toBeCloseTo((0.103 + 0.0013) / 2, 12);
});

test("another order of the same graph gives the same answer", () => {
  const byName = new Map(branches.map((each) => [each.name, each]));
  const other = ["stem", "b1", "b2", "b3", "a1", "a2", "a3", "head"].flatMap(
    (name) => byName.get(name) ?? [],
  );
  expect(errorCarriers(other)).toEqual(errorCarriers(branches));
  expect(errorCarriers(branches.toReversed())).toEqual(errorCarriers(branches));
});

test("a noisy branch of little power is no excuse for the layer behind a residual sum", () => {
  const residual = [
    layer("stem", [], 0.001, 10),
    layer("weak", ["stem"], 0.05, 0.1),
    layer("culprit", ["stem", "weak"], 0.4),
    layer("d", ["culprit"], 0.401),
    layer("e", ["d"], 0.402),
    layer("f", ["e"], 0.403),
  ];
  expect(noiseBefore(residual).get("culprit")).toBeCloseTo(0.051 / 10.1, 12);
  expect(errorCarriers(residual)).toEqual(["weak"]);
  const calm = residual.map((each) => (each.name === "weak" ? layer("weak", ["stem"], 0.0001, 0.1) : each));
  expect(errorCarriers(calm)).toEqual(["culprit"]);
});

test("what was not measured is looked through, and what is no number is the worst noise", () => {
  const unknown: FlowError = { name: "c2", from: ["c1"], output: null };
  const broken: FlowError = {
    name: "c3",
    from: ["c2"],
    output: { mse: Number.NaN, sqnrDb: Number.NaN, maxAbsError: Number.NaN },
  };
  const chain = [layer("c1", [], 0.2), unknown, broken, layer("c4", ["c3"], 0.21)];
  const before = Object.fromEntries(noiseBefore(chain));
  expect(before).toEqual({ c1: 0, c3: expect.closeTo(0.2, 12), c4: Infinity });
  const more = Array.from({ length: 3 }, (_, i) => layer(`d${i}`, ["c4"], 0.3));
  expect(errorCarriers([...chain, ...more])).toEqual(["c3"]);
});

test("a branch without any noise has a power that cannot be told: the noisiest counts", () => {
  const exact: FlowError = { name: "exact", from: [], output: { mse: 0, sqnrDb: Infinity, maxAbsError: 0 } };
  const found = noiseBefore([exact, layer("noisy", [], 0.1), layer("sum", ["exact", "noisy"], 0.05)]);
  expect(found.get("sum")).toBeCloseTo(0.1, 12);
  expect(found.get("exact")).toBe(0);
});

test("none is named where it is not known how the layers lie", () => {
  expect(errorCarriers(branches.map(({ from: _, ...rest }) => rest))).toEqual([]);
});
