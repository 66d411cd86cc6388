import { BlobWriter, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { packTar } from "modern-tar";
import { describe, expect, test, vi } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import type { Entry } from "./entry.ts";
import { gunzip, gunzipStream } from "./gunzip.ts";
import { LIMITS } from "./limits.ts";
import { untar } from "./tar.ts";
import { unzip } from "./zip.ts";

const signal = new AbortController().signal;
const bytes = (words: string) => new TextEncoder().encode(words);
const gzip = (blob: Blob) => new Response(blob.stream().pipeThrough(new CompressionStream("gzip"))).blob();

async function zipOf(files: Record<string, Uint8Array<ArrayBuffer>>, password?: string): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, password });
  for (const [path, data] of Object.entries(files)) await writer.add(path, new Uint8ArrayReader(data));
  return writer.close();
}

async function tarOf(files: Record<string, string>): Promise<Blob> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length },
    body,
  }));
  return new Blob([await packTar(entries)]);
}

const texts = async (entries: Entry[]) =>
  Object.fromEntries(await Promise.all(entries.map(async ({ path, blob }) => [path, await blob.text()])));

async function errorOf(work: Promise<unknown>): Promise<LabError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LabError)) throw new Error(`no LabError but ${String(error)}`);
  return error;
}

describe("unzip", () => {
  test("gives files with their paths and leaves out clutter and escapes", async () => {
    const archive = await zipOf({
      "cats/a.txt": bytes("A"),
      "__MACOSX/cats/._a.txt": bytes("x"),
      "../b.txt": bytes("B"),
    });
    const { entries, skipped } = await unzip(archive, "set.zip", signal);
    expect(await texts(entries)).toEqual({ "cats/a.txt": "A" });
    expect(skipped).toEqual([{ path: "../b.txt", reason: "its path leaves the archive" }]);
  });

  test("names encrypted files", async () => {
    const { entries, skipped } = await unzip(await zipOf({ "a.txt": bytes("A") }, "secret"), "s.zip", signal);
    expect(entries).toEqual([]);
    expect(skipped).toEqual([{ path: "a.txt", reason: "it is encrypted" }]);
  });

  test("refuses a bomb by its ratio, by the size of a file and by the number of files", async () => {
    const bomb = await zipOf({ "zeros.bin": new Uint8Array(2 ** 20) });
    const limits = { ...LIMITS, ratioFloorBytes: 1000 };
    expect((await errorOf(unzip(bomb, "b.zip", signal, limits))).code).toBe("data.too-large");
    const small = { ...LIMITS, entryBytes: 1000 };
    const { details } = await errorOf(unzip(bomb, "b.zip", signal, small));
    expect(details).toMatchObject({ name: "b.zip", limit: 1000, what: "bytes in one file" });
    const many = await zipOf({ a: bytes("1"), b: bytes("2"), c: bytes("3") });
    const few = { ...LIMITS, entries: 2 };
    expect((await errorOf(unzip(many, "m.zip", signal, few))).details).toMatchObject({ found: 3, limit: 2 });
  });

  test("says that an archive is damaged, cut short or changed", async () => {
    const archive = await zipOf({
      "a.txt": bytes("some text that is long enough to be compressed, compressed"),
    });
    const cut = archive.slice(0, archive.size - 30);
    expect((await errorOf(unzip(cut, "c.zip", signal))).code).toBe("data.invalid");
    const changed = new Uint8Array(await archive.arrayBuffer());
    changed[45] ^= 0xff;
    expect((await errorOf(unzip(new Blob([changed]), "c.zip", signal))).code).toBe("data.invalid");
  });

  test("many small files, stored and compressed, are read whole, each from its own bytes", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`class ${i % 3}/${i}.txt`, bytes(`file ${i} `.repeat(i % 40))]),
    );
    const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
    let level = 0;
    for (const [path, data] of Object.entries(files))
      await writer.add(path, new Uint8ArrayReader(data), { level: level++ % 2 === 0 ? 0 : 6 });
    const { entries } = await unzip(await writer.close(), "set.zip", signal);
    const found = await texts(entries);
    expect(found).toEqual(
      Object.fromEntries(Object.entries(files).map(([path, data]) => [path, new TextDecoder().decode(data)])),
    );
    expect(entries.every((entry) => entry.bytes?.length === files[entry.path].length)).toBe(true);
  });

  test("contents beyond what stays in memory are kept by the browser, and are the same", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`${i}.txt`, bytes(`${i} `.repeat(i === 50 ? 3000 : 300))]),
    );
    const limits = { ...LIMITS, memoryBytes: 16 * 2048 };
    const { entries } = await unzip(await zipOf(files), "set.zip", signal, limits);
    const inMemory = entries.reduce((sum, entry) => sum + (entry.bytes?.length ?? 0), 0);
    expect(inMemory).toBeGreaterThan(0);
    expect(inMemory).toBeLessThanOrEqual(limits.memoryBytes);
    expect(await texts(entries)).toEqual(
      Object.fromEntries(Object.entries(files).map(([path, data]) => [path, new TextDecoder().decode(data)])),
    );
  });

  test("folders count as no files", async () => {
    const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
    for (const folder of ["a/", "b/", "c/"]) await writer.add(folder, undefined, { directory: true });
    await writer.add("a/1.txt", new Uint8ArrayReader(bytes("1")));
    const { entries } = await unzip(await writer.close(), "f.zip", signal, { ...LIMITS, entries: 1 });
    expect(await texts(entries)).toEqual({ "a/1.txt": "1" });
  });

  test("entries that share their bytes are refused, as is a length or sum that is not so", async () => {
    const archive = new Uint8Array(
      await (
        await zipOf({ "a.txt": bytes("aaaa".repeat(50)), "b.txt": bytes("bbbb".repeat(50)) })
      ).arrayBuffer(),
    );
    const view = new DataView(archive.buffer);
    const heads = [...archive.keys()].filter(
      (i) => i + 4 <= archive.length && view.getUint32(i, true) === 0x02014b50,
    );
    expect(heads).toHaveLength(2);
    const changed = (change: (copy: DataView) => void) => {
      const copy = archive.slice();
      change(new DataView(copy.buffer));
      return errorOf(unzip(new Blob([copy]), "c.zip", signal));
    };
    const [first, second] = heads;
    // Offsets of the local header, CRC-32 and length in the directory (APPNOTE.TXT 4.3.12).
    for (const change of [
      (copy: DataView) => copy.setUint32(second + 42, copy.getUint32(first + 42, true), true),
      (copy: DataView) => copy.setUint32(first + 16, 12345, true),
      (copy: DataView) => copy.setUint32(first + 24, 100, true),
    ])
      expect(await changed(change)).toMatchObject({ code: "data.invalid" });
  });

  test("stops when it is cancelled", async () => {
    const controller = new AbortController();
    controller.abort();
    const archive = await zipOf({ a: bytes("1") });
    await expect(unzip(archive, "a.zip", controller.signal)).rejects.toThrow(/abort/i);
  });
});

describe("untar", () => {
  test("gives files with their paths, compressed or not", async () => {
    const tar = await tarOf({ "dogs/a.txt": "A", "../b.txt": "B" });
    for (const stream of [tar.stream(), gunzipStream(await gzip(tar))]) {
      const { entries, skipped } = await untar(stream, "set.tar", tar.size, signal);
      expect(await texts(entries)).toEqual({ "dogs/a.txt": "A" });
      expect(skipped.map(({ path }) => path)).toEqual(["../b.txt"]);
    }
  });

  test("says that an archive is damaged", async () => {
    const tar = await tarOf({ "a.txt": "A".repeat(2000) });
    const cut = tar.slice(0, 900).stream();
    expect((await errorOf(untar(cut, "c.tar", null, signal))).code).toBe("data.invalid");
    const changed = new Uint8Array(await tar.arrayBuffer());
    changed[3] ^= 0xff;
    const stream = new Blob([changed]).stream();
    expect((await errorOf(untar(stream, "c.tar", null, signal))).code).toBe("data.invalid");
  });
});

test("a bomb of the usual kind is stopped early, by the limits as they are", async () => {
  const zeros = new Uint8Array(48 * 2 ** 20);
  const zip = await zipOf({ "zeros.bin": zeros });
  const tar = await gzip(await tarOf({ "zeros.bin": "\0".repeat(zeros.length) }));
  const stopped = { what: "times its packed size", limit: 200 };
  const ofZip = (await errorOf(unzip(zip, "b", signal))).details;
  expect(ofZip).toMatchObject(stopped);
  const untarred = untar(gunzipStream(tar), "b", tar.size, signal);
  const ofTar = (await errorOf(untarred)).details;
  expect(ofTar).toMatchObject(stopped);
  // Less than half of the zeros had been unpacked by then.
  expect(ofZip.found).toBeLessThan(zeros.length / zip.size / 2);
  expect(ofTar.found).toBeLessThan(zeros.length / tar.size / 2);
});

describe("gunzip", () => {
  test("unpacks, refuses bombs and damage", async () => {
    const packed = await gzip(new Blob(["hello"]));
    expect(await (await gunzip(packed, "a.gz", signal)).text()).toBe("hello");
    const bomb = await gzip(new Blob([new Uint8Array(2 ** 20)]));
    const limits = { ...LIMITS, totalBytes: 1000 };
    expect((await errorOf(gunzip(bomb, "b.gz", signal, limits))).code).toBe("data.too-large");
    expect((await errorOf(gunzip(packed.slice(0, 12), "c.gz", signal))).code).toBe("data.invalid");
    vi.stubGlobal("DecompressionStream", undefined);
    expect((await errorOf(gunzip(packed, "d.gz", signal))).details.problem).toMatch(/cannot unpack gzip/);
    vi.unstubAllGlobals();
  });
});
