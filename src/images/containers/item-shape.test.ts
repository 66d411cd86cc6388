import { expect, test } from "vitest";
import { itemsIn } from "./item-shape.ts";

test.each<[string, number[], (number | string)[], [count: number, dims: number[], isSingle: boolean] | null]>(
  [
    ["a stack", [24, 3, 40], [3, 40], [24, [3, 40], false]],
    ["one item", [3, 40], [3, 40], [1, [3, 40], true]],
    ["one item with a batch of 1", [1, 3, 40], [3, 40], [1, [3, 40], false]],
    ["a stack with a 1 too many", [24, 1, 3, 40], [3, 40], [24, [3, 40], false]],
    ["a stack that lacks a channel of 1", [24, 40], [1, 40], [24, [1, 40], false]],
    ["one item that lacks a channel of 1", [40], [1, 40], [1, [1, 40], true]],
    ["one channel, one item", [1, 40], [1, 40], [1, [1, 40], true]],
    ["a trailing 1 that is missing", [24, 3, 40], [3, 40, 1], [24, [3, 40, 1], false]],
    ["rank 1", [24, 7], [7], [24, [7], false]],
    ["rank 1, one item", [7], [7], [1, [7], true]],
    ["rank 5", [2, 3, 4, 5, 6], [3, 4, 5, 6], [2, [3, 4, 5, 6], false]],
    ["numbers alone", [24], [], [24, [], false]],
    ["one number", [], [], [1, [], true]],
    ["any length", [24, 3, 77], [3, "t"], [24, [3, 77], false]],
    ["any length of one item", [3, 77], [3, "t"], [1, [3, 77], true]],
    ["a length of 1 where any goes", [24, 3, 1], [3, "t"], [24, [3, 1], false]],
    ["a symbol that has no size left is 1", [24, 40], ["c", 40], [1, [24, 40], true]],
    ["as many items as an item has rows", [3, 3, 40], [3, 40], [3, [3, 40], false]],
    ["another size", [24, 3, 41], [3, 40], null],
    ["sizes the other way round", [24, 40, 3], [3, 40], null],
    ["too few dimensions", [24], [3, 40], null],
    ["too many dimensions", [24, 2, 3, 40], [3, 40], null],
    ["no items", [0, 3, 40], [3, 40], null],
  ],
)("%s: %j for an item of %j", (_, dims, wanted, expected) => {
  const read = itemsIn(dims, { dims: wanted });
  expect(read && [read.count, read.dims, read.isSingle]).toEqual(expected);
});
