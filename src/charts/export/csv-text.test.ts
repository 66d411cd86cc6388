import { expect, it } from "vitest";
import { type CsvCell, csvText } from "./csv-text.ts";

const line = async (...cells: CsvCell[]) =>
  (await csvText(["a", "b"], [cells])).split("\r\n").slice(1).join("|");

it.each<[CsvCell, string]>([
  ["=1+1", "'=1+1"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ["+1+1", "'+1+1"],
  ["-2+3", "'-2+3"],
  ["-layer", "'-layer"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", "'\r=1"],
  ["\n=1", "'\n=1"],
  ["-", "'-"],
  ["a=1", "a=1"],
  ["-3.1 dB", "'-3.1 dB"],
  ["-3.5", "-3.5"],
  ["+2", "+2"],
  ["-1e-7", "-1e-7"],
  [-3.5, "-3.5"],
  [-1e-30, "-1e-30"],
  [0, "0"],
  [Number.NaN, "not a number"],
  [Infinity, "infinite"],
  [-Infinity, "minus infinite"],
  [null, ""],
])("%j", async (cell, expected) => {
  const text = await line("x", cell);
  // Quotes stand about an escaped cell.
  expect(
    text
      .replace(/^x,/, "")
      .replace(/^"('[^"]*)"$/s, "$1")
      .replaceAll("|", "\r\n"),
  ).toBe(expected);
});

it("escapes headings, too, and keeps separators apart", async () => {
  expect(await csvText(["=a", "b,c"], [['x "y"', "1\n2"]])).toBe('"\'=a","b,c"\r\n"x ""y""","1\n2"');
  expect(await csvText(["a"], [])).toBe("a\r\n");
});
