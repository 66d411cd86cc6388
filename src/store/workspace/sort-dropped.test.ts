import { expect, it } from "vitest";
import { nameOfFiles, sortDropped } from "./sort-dropped.ts";

const dropped = (...paths: string[]) =>
  paths.map((path) => ({ path, file: new File([], path.split("/").at(-1) ?? "") }));
const paths = (files: { path: string }[]) => files.map(({ path }) => path);

it("takes everything as images where there is no model", () => {
  const { models, images } = sortDropped(dropped("data_batch_1.bin", "names.txt", "train-images-idx3-ubyte"));
  expect(paths(models)).toEqual([]);
  expect(paths(images)).toEqual(["data_batch_1.bin", "names.txt", "train-images-idx3-ubyte"]);
});

it("leaves weights with the model and texts alone where there are no pictures", () => {
  const sorted = sortDropped(dropped("m/model.onnx", "m/model.onnx_data", "m/weights.bin", "m/config.json"));
  expect(paths(sorted.models)).toEqual(["m/model.onnx"]);
  expect(paths(sorted.beside)).toEqual(["m/model.onnx_data", "m/weights.bin"]);
  expect(sorted.images).toEqual([]);
});

it("tells a model and its pictures apart", () => {
  const sorted = sortDropped(dropped("net.ONNX", "cats/1.PNG", "set.tar.gz", "labels.csv"));
  expect(paths(sorted.models)).toEqual(["net.ONNX"]);
  expect(paths(sorted.beside)).toEqual([]);
  expect(paths(sorted.images)).toEqual(["cats/1.PNG", "set.tar.gz", "labels.csv"]);
});

it.each([
  [["pets/cat/1.png", "pets/dog/2.png"], "pets"],
  [["pets/cat/1.png"], "1.png"],
  [["cat/1.png", "dog/2.png"], "2 files"],
  [["1.png", "2.png"], "2 files"],
])("%j is called %s", (files, name) => {
  expect(nameOfFiles(dropped(...files))).toBe(name);
});
