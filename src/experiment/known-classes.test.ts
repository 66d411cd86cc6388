import { expect, test } from "vitest";
import { classListOf, fittingClassLists } from "./known-classes.ts";

test("lists are offered by their length, the likelier first", () => {
  const ids = (size: number, color: boolean | null) => fittingClassLists(size, color).map(({ id }) => id);
  expect(ids(10, null)).toEqual(["mnist", "fashion-mnist", "cifar-10"]);
  expect(ids(10, true)[0]).toBe("cifar-10");
  expect(ids(10, false)).toEqual(["mnist", "fashion-mnist", "cifar-10"]);
  expect(ids(100, true)).toEqual(["cifar-100"]);
  expect(ids(1000, true)).toEqual([]);
});

test("CIFAR-100 is a hundred different names in alphabetical order", () => {
  const classes = classListOf("cifar-100")?.classes ?? [];
  expect(new Set(classes).size).toBe(100);
  // The data set's own order is that of its names with underscores.
  const stored = classes.map((name) => name.replaceAll(" ", "_"));
  expect(stored.toSorted()).toEqual(stored);
  expect([classes[0], classes[42], classes[99]]).toEqual(["apple", "leopard", "worm"]);
});

test("a list that is not known is none", () => {
  expect(classListOf("imagenet")).toBeNull();
});
