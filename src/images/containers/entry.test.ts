import { expect, test } from "vitest";
import { isClutter, safePath } from "./entry.ts";

test.each([
  ["a/b.png", "a/b.png"],
  ["./a//b.png", "a/b.png"],
  ["a\\b.png", "a/b.png"],
  ["../a.png", null],
  ["a/../../b.png", null],
  ["/etc/passwd", null],
  ["\\\\host\\share", null],
  ["C:\\a.png", null],
  ["a\u0000.png", null],
  ["", null],
])("path %j becomes %j", (path, expected) => {
  expect(safePath(path)).toBe(expected);
});

test("what systems leave behind is clutter", () => {
  const paths = ["__MACOSX/a.png", "a/._b.png", "a/.DS_Store", "Thumbs.db", "a/b.png", "MACOSX/a.png"];
  expect(paths.map(isClutter)).toEqual([true, true, true, true, false, false]);
});
