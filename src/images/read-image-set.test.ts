import { BlobWriter, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { readImageSet } from "./read-image-set.ts";

const { signal } = new AbortController();
/** Enough of a PNG to be known as one; nothing is decoded here. */
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);

const read = (files: Record<string, Uint8Array<ArrayBuffer> | string | Blob>, inputs?: string[]) =>
  readImageSet(
    Object.entries(files).map(([path, data]) => ({ path, blob: new Blob([data]) })),
    { signal, inputs },
  );

async function zip(files: Record<string, Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [path, data] of Object.entries(files)) await writer.add(path, new Uint8ArrayReader(data));
  return writer.close();
}

const gzip = (blob: Blob) => new Response(blob.stream().pipeThrough(new CompressionStream("gzip"))).blob();

const idx = (dims: number[], data: number[]) =>
  Uint8Array.of(0, 0, 8, dims.length, ...dims.flatMap((dim) => [0, 0, 0, dim]), ...data);

function npy(descr: string, shape: string, body: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117),
  );
  const bytes = new Uint8Array(10 + header.length + body.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  bytes.set(header, 10);
  bytes.set(new Uint8Array(body), 10 + header.length);
  return bytes;
}

async function errorOf(work: Promise<unknown>): Promise<LabError> {
  const reason = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(reason instanceof LabError)) throw new Error(`no LabError but ${String(reason)}`);
  return reason;
}

describe("folders and archives", () => {
  test("subfolders are classes; what is no image is listed", async () => {
    const set = await read({
      "pets/cat/1.png": PNG,
      "pets/dog/2.jpg": PNG,
      "pets/dog/logo.svg": "<svg xmlns='x'/>",
      "pets/.DS_Store": "x",
      "pets/README.pdf": "%PDF",
    });
    expect(set.items.map(({ path }) => path)).toEqual(["pets/cat/1.png", "pets/dog/2.jpg"]);
    expect([...set.labels]).toEqual([0, 1]);
    expect(set.classNames).toEqual(["cat", "dog"]);
    expect(set.skipped).toEqual([
      { path: "pets/dog/logo.svg", reason: "vector pictures have no pixels" },
      { path: "pets/README.pdf", reason: "its format is not known" },
    ]);
  });

  test("a zip with a label file, a tar.gz of folders, an archive in an archive", async () => {
    const labels = new TextEncoder().encode("file,label\na.png,4\nb.png,2\n");
    const zipped = await read({ "set.zip": await zip({ "a.png": PNG, "b.png": PNG, "labels.csv": labels }) });
    expect([...zipped.labels]).toEqual([4, 2]);
    const tar = new Blob([
      await packTar([
        { header: { name: "cat/a.png", size: PNG.length }, body: PNG },
        { header: { name: "dog/b.png", size: PNG.length }, body: PNG },
      ]),
    ]);
    const packed = await read({ "set.tar.gz": await gzip(tar) });
    expect(packed.classNames).toEqual(["cat", "dog"]);
    const inner = new Uint8Array(await (await zip({ "a.png": PNG })).arrayBuffer());
    const nested = await read({ "outer.zip": await zip({ "b.png": PNG, "inner.zip": inner }) });
    expect(nested.skipped).toEqual([{ path: "inner.zip", reason: "it is an archive in an archive" }]);
  });

  test("images without any label, and with class names beside them", async () => {
    const set = await read({ "holiday.png": PNG, "beach.png": PNG, "classes.txt": "cat\ndog\nbird" });
    expect([...set.labels]).toEqual([-1, -1]);
    expect(set.labelsFrom).toBeNull();
    expect(set.classNames).toEqual(["cat", "dog", "bird"]);
  });
});

describe("data files", () => {
  test("MNIST's IDX files, gzipped, find their labels", async () => {
    const set = await read({
      "t10k-images-idx3-ubyte.gz": await gzip(new Blob([idx([2, 1, 2], [1, 2, 3, 4])])),
      "t10k-labels-idx1-ubyte.gz": await gzip(new Blob([idx([2], [7, 5])])),
      "train-labels-idx1-ubyte": idx([2], [0, 0]),
    });
    expect([...set.labels]).toEqual([7, 5]);
    expect(set.items[1]).toMatchObject({ content: { kind: "pixels", width: 2, height: 1, channels: 1 } });
    expect(set.skipped.map(({ path }) => path)).toEqual(["train-labels-idx1-ubyte"]);
  });

  test("NumPy arrays: bytes are images, floats are tensors, whole numbers are labels", async () => {
    const floats = npy("<f4", "2, 3, 1, 2", Float32Array.from({ length: 12 }, (_, i) => i / 2).buffer);
    const labels = npy("<i8", "2,", BigInt64Array.of(3n, 1n).buffer);
    const set = await read({ "set.npz": await zip({ "x.npy": floats, "y.npy": labels }) });
    expect([...set.labels]).toEqual([3, 1]);
    const [, second] = set.items;
    expect(second.content).toMatchObject({ kind: "tensor", dims: [3, 1, 2] });
    expect(second.content.kind === "tensor" && [...second.content.data]).toEqual([3, 3.5, 4, 4.5, 5, 5.5]);
    const planar = npy("|u1", "1, 3, 1, 2", Uint8Array.of(1, 2, 3, 4, 5, 6).buffer);
    const [picture] = (await read({ "x.npy": planar })).items;
    expect(picture.content.kind === "pixels" && [...picture.content.data]).toEqual([1, 3, 5, 2, 4, 6]);
  });
});

test("CIFAR-100 takes its fine names, ImageNet's folders their list", async () => {
  const record = Uint8Array.from([1, 42, ...new Array<number>(3072).fill(7)]);
  const names = (count: number, word: string) =>
    Array.from({ length: count }, (_, i) => `${word} ${i}`).join("\n");
  const set = await read({
    "test.bin": record,
    "coarse_label_names.txt": names(20, "coarse"),
    "fine_label_names.txt": names(100, "fine"),
  });
  expect([...set.labels]).toEqual([42]);
  expect(set.classNames?.[42]).toBe("fine 42");
  const synsets = await read({
    "val/n01443537/a.png": PNG,
    "val/n01440764/b.png": PNG,
    "imagenet_class_index.json": '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}',
  });
  expect([...synsets.labels]).toEqual([1, 0]);
  expect(synsets.classNames).toEqual(["tench", "goldfish"]);
});

describe("arrays for several inputs", () => {
  const floats = (dims: number[]) => {
    const length = dims.reduce((product, dim) => product * dim, 1);
    return npy("<f4", `${dims.join(", ")},`, Float32Array.from({ length }, (_, i) => i).buffer);
  };
  const names = ({ fields }: Awaited<ReturnType<typeof read>>) => fields.map(({ name }) => name);

  test("of one .npz go with the first as long as they have as many items", async () => {
    const set = await read({
      "pairs.npz": await zip({
        "left.npy": floats([3, 1, 2, 2]),
        "right.npy": floats([3, 1, 2, 2]),
        "lengths.npy": floats([3]),
        "threshold.npy": npy("<f4", "", Float32Array.of(0.25).buffer),
      }),
    });
    expect(set.items).toHaveLength(3);
    // Whole numbers, one an item: they are labels as long as no model asks for them.
    expect([...set.labels]).toEqual([0, 1, 2]);
    expect(set.fields).toMatchObject([
      { name: "right", dims: [1, 2, 2], perItem: true },
      { name: "threshold", dims: [], perItem: false },
    ]);
    expect(set.fields[1].data).toEqual(Float32Array.of(0.25));
  });

  test("the model's inputs say which holds the items, and which are no labels", async () => {
    const files = {
      "left.npy": floats([3, 1, 2, 2]),
      "right.npy": floats([3, 1, 2, 2]),
      "ids.npy": floats([3]),
    };
    expect((await read(files)).items).toHaveLength(6);
    const set = await read(files, ["right", "left:0", "ids"]);
    expect(set.items.map(({ path }) => path)).toEqual(["right.npy[0]", "right.npy[1]", "right.npy[2]"]);
    expect(names(set)).toEqual(["left", "ids"]);
    expect([...set.labels]).toEqual([-1, -1, -1]);
  });

  test("parts of one set stay one set, also as an .npz", async () => {
    const parts = { "batch_1.npy": floats([2, 1, 2, 2]), "batch_2.npy": floats([2, 1, 2, 2]) };
    expect((await read(parts)).items).toHaveLength(4);
    const keras = await zip({ "x_train.npy": floats([4, 1, 2, 2]), "x_test.npy": floats([2, 1, 2, 2]) });
    expect((await read({ "mnist.npz": keras })).items).toHaveLength(6);
  });

  test("a table of numbers has an item a row, and labels beside it", async () => {
    const ids = npy("<i8", "2, 3", BigInt64Array.of(5n, 6n, 7n, 8n, 9n, 10n).buffer);
    const labels = npy("<i8", "2,", BigInt64Array.of(1n, 0n).buffer);
    const mask = npy("<i8", "2, 3", BigInt64Array.of(1n, 1n, 0n, 1n, 1n, 1n).buffer);
    const set = await read(
      {
        "text.npz": await zip({ "attention_mask.npy": mask, "input_ids.npy": ids, "y.npy": labels }),
      },
      ["input_ids", "attention_mask"],
    );
    expect(set.items[1].content).toMatchObject({ kind: "tensor", dims: [3] });
    expect(set.items[1].content.kind === "tensor" && [...set.items[1].content.data]).toEqual([8, 9, 10]);
    expect([...set.labels]).toEqual([1, 0]);
    expect(set.fields).toMatchObject([{ name: "attention_mask", dims: [3], perItem: true }]);
  });

  test("beside encoded images they are in the order of the images' paths", async () => {
    const set = await read({ "b.png": PNG, "c.png": PNG, "a.png": PNG, "facts.npy": floats([3, 2]) });
    expect(set.items.map(({ path }) => path)).toEqual(["b.png", "c.png", "a.png"]);
    expect([...set.fields[0].data]).toEqual([2, 3, 4, 5, 0, 1]);
  });

  test("what fits neither the items nor an input is listed as left out", async () => {
    const set = await read({ "x.npy": floats([3, 1, 2, 2]), "other.npy": floats([5, 7]) });
    expect(set.fields).toEqual([]);
    expect(set.skipped).toEqual([
      { path: "other.npy", reason: "an array of 5×7 is neither pictures nor labels" },
    ]);
  });
});

describe("refusals", () => {
  test("a damaged data file is listed beside others and told on its own", async () => {
    const cut = idx([9, 2, 2], [1, 2, 3]);
    const { skipped } = await read({ "a.png": PNG, "weights.bin": idx([1], [3]), "x-idx3": cut });
    expect(skipped.map(({ path }) => path)).toEqual(["x-idx3", "weights.bin"]);
    expect((await errorOf(read({ "x-idx3": cut }))).details).toMatchObject({ name: "x-idx3" });
  });

  test("arrays that announce a heap of nothing", async () => {
    const empty = npy("<f4", "4000000000, 1, 0", new ArrayBuffer(0));
    expect((await errorOf(read({ "x.npy": empty }))).code).toBe("data.invalid");
    const dots = npy("|u1", "300000, 1, 1", new ArrayBuffer(300_000));
    expect((await errorOf(read({ "x.npy": dots }))).details).toMatchObject({ found: 300_000, what: "items" });
  });

  test("one colour image in an array is one image", async () => {
    const { items } = await read({ "x.npy": npy("|u1", "4, 2, 3", new ArrayBuffer(24)) });
    expect(items).toHaveLength(1);
    expect(items[0].content).toMatchObject({ width: 2, height: 4, channels: 3 });
  });

  test("nothing that is an image", async () => {
    const { code, details } = await errorOf(read({ "a.html": "<!doctype html>" }));
    expect(code).toBe("data.empty");
    expect(details).toMatchObject({ files: 1, name: "a.html", reason: "it is a web page" });
  });

  test("a damaged archive among sound files is named", async () => {
    const cut = (await zip({ "a.png": PNG })).slice(0, 40);
    expect((await errorOf(read({ "b.png": PNG, "set.zip": cut }))).details).toMatchObject({
      name: "set.zip",
    });
  });
});

describe("what is no part of the set", () => {
  const paths = (names: string[]) => Object.fromEntries(names.map((name) => [name, PNG]));
  const six = (folder: string) => Array.from({ length: 6 }, (_, i) => `${folder}/${i}.png`);

  test.each([
    ["Jupyter's checkpoints", "pets/.ipynb_checkpoints/x.png", "it is hidden"],
    ["checkpoints in a class", "pets/cat/.ipynb_checkpoints/0-checkpoint.png", "it is hidden"],
    ["a hidden file", "pets/cat/.0.png", "it is hidden"],
    ["thumbnails of a disk station", "pets/cat/@eaDir/0.png", "it is hidden"],
    ["an image above the classes", "pets/preview.png", "it lies above the folders of the classes"],
    ["an image at the top", "preview.png", "it lies above the folders of the classes"],
  ])("%s", async (_, path, reason) => {
    const set = await read(paths([...six("pets/cat"), ...six("pets/dog"), path]));
    expect(set.classNames).toEqual(["cat", "dog"]);
    expect([...set.labels]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(set.items.map((item) => item.path)).not.toContain(path);
    expect(set.skipped).toEqual([{ path, reason }]);
  });

  test("what systems leave behind is passed over in silence, also in archives", async () => {
    const clutter = [
      "pets/.DS_Store",
      "__MACOSX/pets/cat/._0.png",
      "pets/.git/objects/a.png",
      "pets/cat/Thumbs.db",
    ];
    const files = paths([...six("pets/cat"), ...six("pets/dog"), ...clutter]);
    for (const set of [await read(files), await read({ "set.zip": await zip(files) })])
      expect([set.items.length, set.classNames, set.skipped]).toEqual([12, ["cat", "dog"], []]);
  });

  test("a set that is hidden as a whole is taken", async () => {
    const set = await read(paths([...six(".cache/cat"), ...six(".cache/dog")]));
    expect([set.items.length, set.classNames]).toEqual([12, ["cat", "dog"]]);
  });

  test("an empty file and a text that is called an image are named with the reason", async () => {
    const set = await read({ ...paths(six("pets/cat")), "pets/empty.png": "", "pets/note.png": "hello" });
    expect(set.skipped).toEqual([
      { path: "pets/empty.png", reason: "it is empty" },
      { path: "pets/note.png", reason: "its content is no image, whatever its name says" },
    ]);
  });
});

test("labels are in doubt where every image has a class of its own, unless a list confirms them", async () => {
  const files = { "a/1.png": PNG, "b/2.png": PNG, "c/3.png": PNG };
  expect((await read(files)).labelsInDoubt).toBe(true);
  expect((await read({ ...files, "classes.txt": "a\nb\nc" })).labelsInDoubt).toBe(false);
  expect((await read({ ...files, "c/4.png": PNG })).labelsInDoubt).toBe(false);
  expect((await read({ "1.png": PNG, "2.png": PNG })).labelsInDoubt).toBe(false);
});
