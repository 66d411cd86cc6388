import { describe, expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { assignLabels } from "./assign-labels.ts";
import { checkLabels, labelOffset } from "./check-labels.ts";
import { parseClassList } from "./class-names.ts";
import { parseLabelTable } from "./label-table.ts";
import { interpretText } from "./read-texts.ts";

describe("parseClassList", () => {
  test.each([
    ["lines", "cat\ndog\r\n\n"],
    ["numbered lines", "0 cat\n1 dog"],
    ["numbered lines with colons", "0: cat\n1: dog"],
    ["WordNet identifiers", "n02123045 cat\nn02084071 dog"],
    ["JSON list", '["cat", "dog"]'],
    ["JSON map", '{"1": "dog", "0": "cat"}'],
    ["Keras's index", '{"0": ["n02123045", "cat"], "1": ["n02084071", "dog"]}'],
  ])("reads %s", (_, text) => {
    expect(parseClassList(text, "classes").names).toEqual(["cat", "dog"]);
  });

  test("keeps names that are numbers or hold blanks", () => {
    expect(parseClassList("7 up\ntiger cat", "x").names).toEqual(["7 up", "tiger cat"]);
    expect(parseClassList('["tabby_cat", "zero"]', "x").names).toEqual(["tabby cat", "zero"]);
    expect(parseClassList("n02123045 tabby, tabby cat\nn02084071 dog", "x").names[0]).toBe(
      "tabby, tabby cat",
    );
  });

  test("keeps WordNet identifiers", () => {
    const synsets = ["n02123045", "n02084071"];
    expect(parseClassList("n02123045 cat\nn02084071 dog", "x").synsets).toEqual(synsets);
    expect(parseClassList("n02123045\nn02084071", "x")).toEqual({ names: synsets, synsets });
    expect(parseClassList('{"0": ["n02123045", "cat"], "1": ["n02084071", "dog"]}', "x").synsets).toEqual(
      synsets,
    );
    expect(parseClassList("cat\ndog", "x").synsets).toBeNull();
  });

  test.each([
    "",
    "only one",
    '{"0": "a", "2": "c"}',
    "[1, 2]",
    "[[], []]",
    "[null, null]",
    '[["a", 1], ["b", 2]]',
    '{"__proto__": "a", "constructor": "b"}',
    `${"class\n".repeat(100_001)}`,
  ])("refuses %.30j", (text) => {
    expect(() => parseClassList(text, "x")).toThrow(LabError);
  });
});

describe("parseLabelTable", () => {
  const expected = {
    kind: "by-name",
    labels: new Map([
      ["a.png", "3"],
      ["b.png", "cat"],
    ]),
  };

  test.each([
    ["CSV with header", "id,filename,label\n0,a.png,3\n1,b.png,cat\n"],
    ["CSV without header", 'a.png,3\n"b.png","cat"'],
    ["TSV", "image\tclass\na.png\t3\nb.png\tcat"],
    ["ImageNet-style lines", "a.png 3\nb.png cat"],
    ["JSON map", '{"a.png": 3, "b.png": "cat"}'],
    ["JSON pairs", '[["a.png", 3], ["b.png", "cat"]]'],
    ["JSON records", '[{"file": "a.png", "target": 3}, {"file": "b.png", "target": "cat"}]'],
  ])("reads %s", (_, text) => {
    expect(parseLabelTable(text, "labels")).toEqual(expected);
  });

  test("reads labels in order", () => {
    expect(parseLabelTable("3\n5\n3", "x")).toEqual({ kind: "in-order", labels: ["3", "5", "3"] });
    expect(parseLabelTable("[3, 5]", "x")).toEqual({ kind: "in-order", labels: ["3", "5"] });
    expect(parseLabelTable("label\n3\n5", "x")).toEqual({ kind: "in-order", labels: ["3", "5"] });
  });

  test("a file called like a property of every object is a file", () => {
    const { labels } = parseLabelTable('{"__proto__": 3, "constructor": 4}', "x");
    expect(labels).toEqual(
      new Map([
        ["__proto__", "3"],
        ["constructor", "4"],
      ]),
    );
  });

  test.each([
    "",
    "a,b,c\n1,2,3",
    "file,label\na.png",
    '{"a": {"b": 1}}',
    "{",
    "[true]",
    "[null, null]",
    '[{"file": "a.png", "label": {"toString": 1}}]',
    '[{"file": "a.png"}, null]',
    '[["a.png", 1], ["b.png"]]',
    `${"[".repeat(100_000)}`,
  ])("refuses %.40j", (text) => {
    expect(() => parseLabelTable(text, "x")).toThrow(LabError);
  });

  // Time that grows with the square of a line's length would not end within the test's limit.
  test("enormous lines are read or refused in time proportional to their length", () => {
    for (const text of [
      "x".repeat(8_000_000),
      `"${"x,".repeat(4_000_000)}`,
      `${'"a" b,'.repeat(2_000_000)}\n1,2`,
      `file,label\n${",".repeat(1_000_000)}`,
    ]) {
      expect(() => {
        const { kind } = parseLabelTable(text, "x");
        if (kind === "in-order") throw new LabError("data.invalid");
      }).toThrow(LabError);
    }
  });
});

describe("assignLabels", () => {
  test("takes folders in alphabetical order", () => {
    const { labels, classNames, from } = assignLabels(
      ["x/dog/1.png", "x/cat/2.png", "x/dog/3.png"],
      null,
      null,
    );
    expect([...labels]).toEqual([1, 0, 1]);
    expect(classNames).toEqual(["cat", "dog"]);
    expect(from).toBe("folders");
  });

  test("looks folders up in a list of classes, and takes numbers as they are", () => {
    const list = { names: ["dog", "tabby cat", "bird"], synsets: ["n02084071", "n02123045", "n01503061"] };
    const paths = ["dog/1.png", "Tabby_cat/2.png", "misc/3.png", "n01503061/4.png"];
    expect([...assignLabels(paths, null, list).labels]).toEqual([0, 1, -1, 2]);
    expect([...assignLabels(["n02123045/1.png", "n02123045/2.png"], null, list).labels]).toEqual([1, 1]);
    const strangers = assignLabels(["x/1.png", "a/2.png"], null, list);
    expect([[...strangers.labels], strangers.classNames]).toEqual([
      [1, 0],
      ["a", "x"],
    ]);
    const numbered = assignLabels(["9/1.png", "10/2.png"], null, null);
    expect([...numbered.labels]).toEqual([9, 10]);
    expect(numbered.classNames).toBeNull();
  });

  test("folders of parts of a set, or one folder of all, are no classes", () => {
    expect(assignLabels(["train/1.png", "val/2.png"], null, null).from).toBeNull();
    expect(assignLabels(["holiday/1.png", "holiday/2.png"], null, null).from).toBeNull();
  });

  test("a name in two folders says nothing without its folder", () => {
    const table = parseLabelTable("cat/1.png,0\ndog/1.png,1\ndog/2.png,1", "t");
    const paths = ["pets/cat/1.png", "pets/dog/1.png", "1.png", "2.jpg"];
    expect([...assignLabels(paths, table, null).labels]).toEqual([0, 1, -1, 1]);
  });

  test("reads numbers in file names", () => {
    expect([...assignLabels(["3_001.png", "7_002.png"], null, null).labels]).toEqual([3, 7]);
    expect([...assignLabels(["00001-num5.png", "00002-num0.png"], null, null).labels]).toEqual([5, 0]);
    expect(assignLabels(["IMG_2041.png", "IMG_2042.png"], null, null).from).toBeNull();
    expect(assignLabels(["3_001.png", "photo.png"], null, null).from).toBeNull();
  });

  test("prefers a table; a file it does not name has no label", () => {
    const table = parseLabelTable("a.png,2\nb,0", "t");
    expect([...assignLabels(["x/a.png", "y/b.jpg", "y/c.jpg"], table, null).labels]).toEqual([2, 0, -1]);
    const ordered = parseLabelTable("4\n5", "t");
    expect([...assignLabels(["b.png", "a.png"], ordered, null).labels]).toEqual([5, 4]);
  });
});

test("labels that a model cannot have are counted and taken away", () => {
  const checked = checkLabels(Int32Array.of(0, 999, 1000, -1, 4000), 1000);
  expect([...checked.labels]).toEqual([0, 999, -1, -1, -1]);
  expect(checked).toMatchObject({ labelled: 2, outside: { count: 2, largest: 4000 } });
  expect([...checkLabels(Int32Array.of(0, 999, -1), 1001, labelOffset(1001, 1000)).labels]).toEqual([
    1, 1000, -1,
  ]);
  expect([labelOffset(1000, 1000), labelOffset(11, 10), labelOffset(1001, 1001)]).toEqual([0, 0, 0]);
});

test("a text that is about the images names no classes", () => {
  expect(() => interpretText("Pictures of cats\nand dogs", "set/README.txt", 4)).toThrow(LabError);
  expect(interpretText("cats\ndogs", "set/classes.txt", 2).kind).toBe("classes");
  expect(interpretText("1\n0", "set/truth.txt", 2).kind).toBe("labels");
});

test("a table without a column of labels is no list of classes", () => {
  expect(() => interpretText("width,height,depth\n1,2,3\n4,5,6", "set/labels.csv", 4)).toThrow(LabError);
  expect(interpretText("index,name,colour\n0,cat,red\n1,dog,blue", "set/classes.csv", 4).kind).toBe(
    "classes",
  );
});
