import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PictureDecoder } from "#images/decode.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { never } from "../fixtures/run-lab.ts";
import { decodeTo, dropped, npy, pngs } from "../fixtures/strangers.ts";
import { Workspace } from "../workspace.ts";
import { loadData } from "./data.ts";

const description = JSON.stringify({
  version: 1,
  id: "two",
  name: "Two",
  licence: "CC0",
  tile: { width: 4, height: 4 },
  classes: [{ name: "a" }, { name: "b" }],
  splits: {
    calibration: { count: 1, sheets: [{ file: "c.png", count: 1, columns: 1, labels: [0] }] },
    evaluation: { count: 1, sheets: [{ file: "e.png", count: 1, columns: 1, labels: [1] }] },
  },
});

let asked: { url: string; signal: AbortSignal }[];

beforeEach(() => {
  asked = [];
  // Browsers decode with APIs that Node.js lacks. Not a mocked module: what imports it is shared with other test files.
  vi.spyOn(PictureDecoder.prototype, "decodeTo").mockImplementation(decodeTo);
  vi.stubGlobal("self", { location: new URL("https://lab.example/") });
  // Sheets never arrive.
  vi.stubGlobal("fetch", (url: string, { signal }: { signal: AbortSignal }) => {
    asked.push({ url, signal });
    return url.endsWith(".json") ? Promise.resolve(new Response(description)) : new Promise(() => {});
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const context = () => ({ workspace: new Workspace(), signal: never, progress: vi.fn() });
const source = { kind: "bundled", id: "two" } as const;
const files = async (paths: string[]) =>
  (await pngs(paths)).map(({ path, blob }) => ({ path, file: new File([blob], path) }));

test("a description's sheets are fetched beside it, until another set takes its place", async () => {
  const ask = context();
  const summary = await loadData({ source, location: { url: "https://lab.example/sets/two.json" } }, ask);
  expect(summary).toMatchObject({ name: "Two", labelsFrom: "description", labelledCount: { evaluation: 1 } });
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(asked.map(({ url }) => url.slice(-11))).toEqual(["ts/two.json", "/sets/c.png", "/sets/e.png"]);
  expect(asked.some(({ signal }) => signal.aborted)).toBe(false);
  const own = { kind: "file", name: "own", sha256: "" } as const;
  await loadData({ source: own, location: { files: await files(["x.png", "y.png"]) } }, ask);
  expect(asked.slice(1).every(({ signal }) => signal.aborted)).toBe(true);
});

test("dropped files get a fingerprint that changes with them", async () => {
  const own = { kind: "file", name: "own", sha256: "" } as const;
  const load = async (paths: string[]) =>
    (await loadData({ source: own, location: { files: await files(paths) } }, context())).source;
  const [first, again, other] = [
    await load(["x.png", "y.png"]),
    await load(["x.png", "y.png"]),
    await load(["x.png", "z.png"]),
  ];
  expect(first).toEqual({ kind: "file", name: "own", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("a file that cannot be opened leaves the present set open", async () => {
  const ask = context();
  await loadData({ source, location: { url: "https://lab.example/sets/two.json" } }, ask);
  const before = ask.workspace.data;
  const empty = { files: [{ path: "a.md", file: new File(["# no picture"], "a.md") }] };
  const own = { kind: "file", name: "own", sha256: "" } as const;
  await expect(loadData({ source: own, location: empty }, ask)).rejects.toMatchObject({ code: "data.empty" });
  expect(ask.workspace.data).toBe(before);
  const cut = (await pngs(["a.png", "b.png", "c.png"])).map(({ path, blob }) => ({
    path,
    file: new File([blob.slice(0, 60)], path),
  }));
  await expect(loadData({ source: own, location: { files: cut } }, ask)).rejects.toMatchObject({
    code: "data.decode-failed",
    details: { name: "a.png", count: 3 },
  });
  expect(ask.workspace.data).toBe(before);
  await ask.workspace.openModel(await dropped(residualNet()));
  const array = { path: "x.npy", file: new File([npy([4, 5, 6], new Float32Array(120))], "x.npy") };
  await expect(loadData({ source: own, location: { files: [array] } }, ask)).rejects.toMatchObject({
    code: "data.shape-mismatch",
    details: { what: "array", name: "x.npy", actual: "4×5×6", expected: "N×3×12×12" },
  });
  expect(ask.workspace.data).toBe(before);
  expect(asked.slice(1).some(({ signal }) => signal.aborted)).toBe(false);
});
