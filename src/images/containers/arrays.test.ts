import { expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { readCifar } from "./cifar.ts";
import { idxPictures, readIdx } from "./idx.ts";
import { readNpy } from "./npy.ts";

const problem = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof LabError && error.code === "data.invalid") return String(error.details.problem);
    throw error;
  }
  throw new Error("nothing was thrown");
};

const idx = (dims: number[], data: number[], type = 8) =>
  Uint8Array.of(0, 0, type, dims.length, ...dims.flatMap((dim) => [0, 0, dim >> 8, dim & 255]), ...data);

test("IDX images are rows of grey bytes", () => {
  const array = readIdx(idx([2, 1, 3], [1, 2, 3, 4, 5, 6]), "images");
  expect(array.dims).toEqual([2, 1, 3]);
  const [, second] = idxPictures(array) ?? [];
  expect({ ...second, data: [...second.data] }).toEqual({
    data: [4, 5, 6],
    width: 3,
    height: 1,
    channels: 1,
  });
  expect(idxPictures(readIdx(idx([2], [0, 1]), "labels"))).toBeNull();
});

test("an IDX file that lies about itself is refused", () => {
  expect(problem(() => readIdx(idx([300, 1, 3], [1]), "x"))).toMatch(/900|300×1×3/);
  expect(problem(() => readIdx(idx([1], [1], 13), "x"))).toMatch(/unsigned bytes/);
  expect(problem(() => readIdx(Uint8Array.of(0, 0, 8, 4, 0), "x"))).toMatch(/header/);
  // Sizes whose product overflows a double's integers do not pass for a small number.
  const huge = Uint8Array.of(0, 0, 8, 4, ...new Array<number>(16).fill(255), 1, 2, 3);
  expect(problem(() => readIdx(huge, "x"))).toMatch(/announced/);
});

test("CIFAR records are planes behind one or two labels", () => {
  const planes = [...new Array(1024).fill(10), ...new Array(1024).fill(20), ...new Array(1024).fill(30)];
  const ten = readCifar(Uint8Array.from([7, ...planes, 3, ...planes]), "data_batch_1.bin");
  expect([...ten.labels]).toEqual([7, 3]);
  expect(ten.classes).toBe(10);
  expect([...ten.pictures[1].data.subarray(0, 6)]).toEqual([10, 20, 30, 10, 20, 30]);
  const hundred = readCifar(Uint8Array.from([19, 99, ...planes]), "test.bin");
  expect([hundred.classes, ...hundred.labels]).toEqual([100, 99]);
  expect(problem(() => readCifar(new Uint8Array(3072), "x.bin"))).toMatch(/records/);
  expect(problem(() => readCifar(Uint8Array.from([10, ...planes]), "x.bin"))).toMatch(/records/);
});

function npy(header: string, body: ArrayLike<number>, version = 1): Uint8Array {
  const padded = new TextEncoder().encode(header.padEnd(53));
  const size = version === 1 ? [padded.length, 0] : [padded.length, 0, 0, 0];
  return Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    version,
    0,
    ...size,
    ...padded,
    ...Array.from(body),
  );
}

test.each([1, 2])("NumPy arrays of format version %d", (version) => {
  const floats = new Uint8Array(Float32Array.of(0.5, -1, 2).buffer);
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
  const array = readNpy(npy(header, floats, version), "x.npy");
  expect(array.dims).toEqual([3]);
  expect([...array.data]).toEqual([0.5, -1, 2]);
});

test("NumPy integers of either byte order", () => {
  const big = "{'descr': '>i2', 'fortran_order': False, 'shape': (2, 1), }";
  expect([...readNpy(npy(big, [0xff, 0xfe, 1, 0]), "x.npy").data]).toEqual([-2, 256]);
  const long = "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }";
  expect([...readNpy(npy(long, [5, 0, 0, 0, 0, 0, 0, 0]), "x.npy").data]).toEqual([5]);
  const halves = "{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }";
  expect([...readNpy(npy(halves, [0x00, 0x3e, 0x00, 0xc0]), "x.npy").data]).toEqual([1.5, -2]);
  const bytes = readNpy(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", [9, 8]), "x.npy");
  expect(bytes.data).toBeInstanceOf(Uint8Array);
});

test.each([
  ["{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", /element type/],
  ["{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", /element type/],
  ["{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", /Fortran/],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }", /announced/],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (99999999, 99999999, 99999999), }", /announced/],
  ["{'descr': '<f4'}", /shape/],
])("refuses %s", (header, words) => {
  expect(problem(() => readNpy(npy(header, [0, 0, 0, 0]), "x.npy"))).toMatch(words);
});

test("a header of silly size is refused", () => {
  const bytes = new Uint8Array(2 ** 20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0, 0, 8, 0]);
  expect(problem(() => readNpy(bytes, "x.npy"))).toMatch(/524288 bytes/);
});

test("a NumPy file that ends within its header is refused", () => {
  expect(
    problem(() => readNpy(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 200, 0), "x")),
  ).toMatch(/ends/);
});
