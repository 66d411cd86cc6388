import { describe, expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { assignLabels } from "./assign-labels.ts";
import { decodeText } from "./decode-text.ts";
import { folderClasses } from "./folder-classes.ts";
import { parseLabelTable } from "./label-table.ts";
import { matchFiles, ranksOf } from "./match-files.ts";
import { readTexts } from "./read-texts.ts";

const pairs = (text: string) => {
  const table = parseLabelTable(text, "t");
  return table.kind === "by-name" ? Object.fromEntries(table.labels) : table.labels;
};

test.each<[string, string, Record<string, string>]>([
  [
    "Kaggle's ImageNet",
    "ImageId,PredictionString\nILSVRC2012_val_1,n01440764 0 1 100 272 n02123045 5 5 9 9\nILSVRC2012_val_2,n02504458 2 1 102 272",
    { ILSVRC2012_val_1: "n01440764", ILSVRC2012_val_2: "n02504458" },
  ],
  ["paths with blanks", "val/a cat on a mat.png 3\nb.png 0", { "val/a cat on a mat.png": "3", "b.png": "0" }],
  ["paths with blanks and a header", "file label\na cat.png 3\nb.png 0", { "a cat.png": "3", "b.png": "0" }],
  ["paths with blanks in quotes", '"a cat.png" 3\n"b.png" 0', { "a cat.png": "3", "b.png": "0" }],
  ["paths with commas and blanks", "a, b.png 3\nc.png 0", { "a, b.png": "3", "c.png": "0" }],
  [
    "folders that look like images",
    "my.png folder/a b.png 1\nc.png 2",
    { "my.png folder/a b.png": "1", "c.png": "2" },
  ],
  [
    "paths with blanks before words",
    "a cat.jpg tiger cat\nb.jpg dog",
    { "a cat.jpg": "tiger cat", "b.jpg": "dog" },
  ],
  ["paths with blanks before a tab", "a cat.png\t3\nb.png\t0", { "a cat.png": "3", "b.png": "0" }],
  [
    "a column for each class",
    "filename, cat, dog, fish\na.png, 1, 0, 0\nb.png, 0, 0, 1\nnone.png, 0, 0, 0",
    { "a.png": "cat", "b.png": "fish" },
  ],
  [
    "a column for each class in floats",
    "image_id,healthy,rust\na,1.0,0.0\nb,0.0,1.0",
    { a: "healthy", b: "rust" },
  ],
  ["the label before the file, by the header", "label,file\n3,a.png", { "a.png": "3" }],
  ["the label before the file, by the endings", "3,a.png\n4,b.png", { "a.png": "3", "b.png": "4" }],
  ["a column of labels of another name", "id,breed\na,boxer\nb,pug", { a: "boxer", b: "pug" }],
  [
    "the same before the file",
    "breed,filename\nboxer,a.png\npug,b.png",
    { "a.png": "boxer", "b.png": "pug" },
  ],
  [
    "Tiny ImageNet",
    "a.JPEG\tn03444034\t0\t32\t44\t62\nb.JPEG\tn04067472\t52\t55\t57\t59",
    { "a.JPEG": "n03444034", "b.JPEG": "n04067472" },
  ],
  [
    "semicolons, quotes and CRLF",
    'file;label\r\n"a;1.png";3\r\nb.png;"a ""b"""\r\n',
    { "a;1.png": "3", "b.png": 'a "b"' },
  ],
  ["a spreadsheet's first line", "sep=;\nfile;label\na.png;3", { "a.png": "3" }],
  ["lines that end in CR alone", "file,label\ra.png,3\rb.png,4", { "a.png": "3", "b.png": "4" }],
  ["pipes", "file|label\na.png|3\nb.png|4", { "a.png": "3", "b.png": "4" }],
  ["numbers written as floats", "file,label\na.png,3.0\nb.png,0.0", { "a.png": "3", "b.png": "0" }],
  ["no label as −1", "file,label\na.png,3\nb.png,-1", { "a.png": "3" }],
  [
    "an index and a name of the same class",
    "file,class_id,class_name\na.png,0,cat\nb.png,1,dog\nc.png,0,cat",
    { "a.png": "0", "b.png": "1", "c.png": "0" },
  ],
  ["a row that is there twice", "file,label\na.png,3\na.png,3", { "a.png": "3" }],
  ["columns that are no labels", "file,width,label\na.png,32,3\nb.png,32,1", { "a.png": "3", "b.png": "1" }],
])("reads %s", (_, text, expected) => {
  expect(pairs(text)).toEqual(expected);
});

test.each<[string, string, RegExp]>([
  [
    "boxes of several classes an image",
    "filename,class,xmin\na.png,cat,1\na.png,dog,2",
    /“a.png” two labels, cat and dog/,
  ],
  ["several marks in a row", "filename,cat,dog\na.png,1,1", /row 1 marks several classes \(cat, dog\)/],
  ["several numbers behind a path", "a.png 3 5\nb.png 1 2", /row 1 has several labels: 3 5/],
  [
    "columns that contradict each other",
    "file,label,target\na.png,0,1\nb.png,0,2",
    /“label” and “target” divide/,
  ],
  [
    "predictions that are no classes",
    "image_id,PredictionString\na,0 0.9 1 2 3 4",
    /row 1 begins with no class of ImageNet: “0”/,
  ],
  ["pairs of images", "a.png,a_mask.png\nb.png,b_mask.png", /several of its columns name files/],
  ["files without labels", "a.png\nb.png", /lists files without labels/],
  ["several columns of words", "a.png,cat,left,1\nb.png,dog,right,2", /no column for files and labels/],
  ["several columns of numbers", "a.png,1,2\nb.png,3,4", /no column for files and labels/],
  [
    "a column for each class that is no mark",
    "filename,cat,dog\na.png,0.3,0.7",
    /no column for files and labels/,
  ],
])("refuses %s", (_, text, problem) => {
  expect(() => parseLabelTable(text, "t")).toThrow(LabError);
  try {
    parseLabelTable(text, "t");
  } catch (error) {
    expect(String(error instanceof LabError && error.details.problem)).toMatch(problem);
  }
});

test("columns of classes keep their order", () => {
  const table = parseLabelTable("filename,yak,cat\na.png,0,1\nb.png,1,0", "t");
  expect([...assignLabels(["a.png", "b.png"], table, null).labels]).toEqual([1, 0]);
  expect(assignLabels(["a.png", "b.png"], table, null).classNames).toEqual(["yak", "cat"]);
});

describe("texts of any encoding", () => {
  const bytes = (text: string, unit: (code: number) => number[], mark: number[] = []) =>
    Uint8Array.from([...mark, ...[...text].flatMap((letter) => unit(letter.charCodeAt(0)))]);
  const little = (code: number) => [code & 255, code >> 8];
  const big = (code: number) => [code >> 8, code & 255];
  const text = "file,label\ncafé.png,3\n";
  test.each<[string, Uint8Array]>([
    ["UTF-8", new TextEncoder().encode(text)],
    ["UTF-8 with its mark", new TextEncoder().encode(`\uFEFF${text}`)],
    ["UTF-16 LE", bytes(text, little, [0xff, 0xfe])],
    ["UTF-16 BE", bytes(text, big, [0xfe, 0xff])],
    ["UTF-16 LE without a mark", bytes(text, little)],
    ["UTF-16 BE without a mark", bytes(text, big)],
    ["Windows-1252", bytes(text, (code) => [code])],
    ["CRLF", new TextEncoder().encode(text.replaceAll("\n", "\r\n"))],
  ])("%s", (_, encoded) => {
    expect(decodeText(encoded)).toBe(text);
  });

  test("texts of no or one byte", () => {
    expect(decodeText(new Uint8Array())).toBe("");
    expect(decodeText(Uint8Array.of(51))).toBe("3");
  });
});

test.each<[string, string[], Record<string, string>, (string | null)[]]>([
  ["backslashes", ["val/cat/1.png"], { "val\\cat\\1.png": "0" }, ["0"]],
  ["drive letters and outer folders", ["cat/1.png"], { "C:\\sets\\val\\cat\\1.png": "0" }, ["0"]],
  ["leading dots and slashes", ["a/1.png"], { "./a/1.png": "0" }, ["0"]],
  [
    "composed letters in one, and taken apart in the other",
    ["caf\u00e9.png", "u\u0308.png"],
    { "cafe\u0301.png": "0", "\u00fc.png": "1" },
    ["0", "1"],
  ],
  ["other case", ["A.PNG", "b.png"], { "a.png": "0", "B.png": "1" }, ["0", "1"]],
  ["other case where two would fit", ["A.png"], { "a.png": "0", "a.PNG": "1" }, [null]],
  ["case that tells two apart", ["A.png", "a.png"], { "a.png": "0", "A.png": "1" }, ["1", "0"]],
  ["no ending", ["x/a.png"], { a: "0" }, ["0"]],
  ["another ending", ["x/a.jpg"], { "a.png": "0" }, ["0"]],
  ["dots within names", ["img.v2.png", "img.v3.png"], { "img.v2": "0", "img.v3": "1" }, ["0", "1"]],
  ["the longest common end", ["a/x/1.png", "b/x/1.png"], { "a/x/1.png": "0", "b/x/1.png": "1" }, ["0", "1"]],
  ["one entry for two files in different folders", ["a/1.png", "b/1.png"], { "1.png": "0" }, [null, null]],
  ["an entry that fits another file better", ["cat/1.png", "bird/1.png"], { "cat/1.png": "0" }, ["0", null]],
  ["names of every object's properties", ["constructor.png"], { constructor: "0" }, ["0"]],
])("files and table are matched in spite of %s", (_, paths, labels, expected) => {
  expect(matchFiles(paths, new Map(Object.entries(labels)))).toEqual(expected);
});

const many = (folder: string, count = 6) => Array.from({ length: count }, (_, i) => `${folder}${i}.png`);

test.each<[string, string[], string[] | null, string[]]>([
  [
    "a stray above",
    [...many("s/cat/"), ...many("s/dog/"), "s/preview.png"],
    ["cat", "dog"],
    ["s/preview.png"],
  ],
  [
    "a stray at the very top",
    [...many("s/cat/"), ...many("s/dog/"), "cover.png"],
    ["cat", "dog"],
    ["cover.png"],
  ],
  [
    "a stray in between",
    [...many("s/m/cat/"), ...many("s/m/dog/"), ...many("s/b/owl/"), "s/m/cover.png"],
    ["cat", "dog", "owl"],
    ["s/m/cover.png"],
  ],
  [
    "train, val and test",
    [...many("s/train/cat/"), ...many("s/train/dog/"), ...many("s/val/cat/"), ...many("s/test/", 3)],
    ["cat", "dog"],
    many("s/test/", 3),
  ],
  [
    "more test images than others",
    [...many("train/cat/"), ...many("train/dog/"), ...many("test/", 30)],
    ["cat", "dog"],
    many("test/", 30),
  ],
  [
    "a folder beside train and val",
    [...many("train/cat/"), ...many("val/dog/"), "docs/fig.png"],
    ["cat", "dog"],
    ["docs/fig.png"],
  ],
  [
    "a folder of images in each class",
    [...many("train/n01/images/"), ...many("train/n02/images/"), ...many("val/images/")],
    ["n01", "n02"],
    many("val/images/"),
  ],
  ["classes called like parts", [...many("test/"), ...many("control/")], ["control", "test"], []],
  ["folders in a class", [...many("dog/"), ...many("dog/puppies/", 2), ...many("cat/")], ["cat", "dog"], []],
  ["one folder and images above it", [...many("s/bad/", 2), ...many("s/", 20)], null, []],
  ["two folders and more images above them", [...many("a/", 2), ...many("b/", 2), ...many("", 20)], null, []],
  ["parts alone", [...many("train/"), ...many("val/")], null, []],
  ["no folders", many(""), null, []],
  ["nothing", [], null, []],
])("folders are classes: %s", (_, paths, classes, strays) => {
  const found = folderClasses(paths);
  expect(found && [...new Set(found.names.filter((name) => name !== null))].sort()).toEqual(classes);
  expect([...(found?.strays.keys() ?? [])].map((i) => paths[i])).toEqual(strays);
});

test("a table goes before folders, unless none of its files is here", () => {
  const paths = ["cat/1.png", "cat/2.png", "dog/3.png", "top.png"];
  const table = assignLabels(paths, parseLabelTable("1.png,5\n3.png,2", "t"), null);
  expect([[...table.labels], table.strays.size, table.tableProblem]).toEqual([[5, -1, 2, -1], 0, null]);
  const other = assignLabels(paths, parseLabelTable("x.png,5\ny.png,2", "t"), null);
  expect([[...other.labels], other.from, other.tableProblem]).toEqual([
    [0, 0, 1, -1],
    "folders",
    "none of the files that it names is here",
  ]);
});

test("one label a line needs names in a clear order; items of one data file have one", () => {
  expect(ranksOf(["b2.png", "b1.png", "a9.png"])).toEqual([2, 1, 0]);
  expect(ranksOf(["2.png", "10.png"])).toBeNull();
  expect(ranksOf(["02.png", "10.png"])).toEqual([0, 1]);
  expect(ranksOf(["x.npy[10]", "x.npy[2]", "w.npy[3]"])).toEqual([2, 1, 0]);
  const { from, tableProblem } = assignLabels(["2.png", "10.png"], parseLabelTable("1\n0", "t"), null);
  expect(from).toBeNull();
  expect(tableProblem).toMatch(/no clear order/);
});

test("tables of parts speak of the files beside them", async () => {
  const table = (path: string, text: string) => ({ path, blob: new Blob([text]) });
  const pictures = ["train/1.png", "val/1.png"];
  const facts = await readTexts(
    [
      table("train/_classes.csv", "filename,cat,dog\n1.png,1,0"),
      table("val/_classes.csv", "filename,cat,dog\n1.png,0,1"),
    ],
    pictures,
  );
  expect(facts.skipped).toEqual([]);
  const { labels, classNames } = assignLabels(pictures, facts.table, null);
  expect([[...labels], classNames]).toEqual([
    [0, 1],
    ["cat", "dog"],
  ]);
  const two = await readTexts([table("a.csv", "1.png,cat"), table("b.csv", "1.png,dog")], pictures);
  expect(two.skipped).toEqual([
    { path: "b.csv", reason: "it gives “1.png” the label dog, and another file cat" },
  ]);
});
