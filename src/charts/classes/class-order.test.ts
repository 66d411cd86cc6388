import { describe, expect, it } from "vitest";
import { orderedClasses, pageOf } from "./class-order.ts";

describe("order of classes", () => {
  const changes = [null, 0.1, -0.2, 0, -0.2, null];
  it.each([
    ["lost", [2, 4, 3, 1, 0, 5]],
    ["gained", [1, 3, 2, 4, 0, 5]],
    ["index", [0, 1, 2, 3, 4, 5]],
  ] as const)("%s", (order, classes) => {
    expect(orderedClasses(changes, order)).toEqual(classes);
  });

  it("leaves classes as they are numbered where no change is known", () => {
    expect(orderedClasses([null, null, null], "lost")).toEqual([0, 1, 2]);
  });
});

describe("pages", () => {
  const list = [1, 2, 3, 4, 5];
  it.each([
    [2, 1, { shown: [1, 2], start: 0, page: 1, pages: 3 }],
    [2, 3, { shown: [5], start: 4, page: 3, pages: 3 }],
    [5, 1, { shown: list, start: 0, page: 1, pages: 1 }],
    [3, 9, { shown: [4, 5], start: 3, page: 2, pages: 2 }],
    [4, 1, { shown: [1, 2, 3], start: 0, page: 1, pages: 2 }],
  ])("of %i at most, number %i", (perPage, page, expected) => {
    expect(pageOf(list, perPage, page)).toEqual(expected);
  });

  it("has one page of nothing", () => {
    expect(pageOf([], 4, 2)).toEqual({ shown: [], start: 0, page: 1, pages: 1 });
  });
});
