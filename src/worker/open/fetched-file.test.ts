import { expect, test } from "vitest";
import { fileNameOf, withFetched } from "./read-bytes.ts";

const url = "https://hub.example/nets/small%20net.onnx?download=true";
const bytes = new Uint8Array([1, 2, 3]);

test("what an address gave comes with its summary, named as the address ends", async () => {
  const { fetched, size } = withFetched({ size: 3 }, { kind: "url", url }, { url }, bytes);
  expect({ size, name: fetched?.name }).toEqual({ size: 3, name: "small%20net.onnx" });
  expect(new Uint8Array((await fetched?.arrayBuffer()) ?? [])).toEqual(bytes);
  expect(fileNameOf("https://hub.example/")).toBe("download");
});

test("what is at hand already, ships with the page or lies in several files does not", () => {
  const file = new File([bytes], "net.onnx");
  const summary = { size: 3 };
  expect(withFetched(summary, { kind: "url", url }, { file }, bytes)).toEqual(summary);
  expect(withFetched(summary, { kind: "bundled", id: "net" }, { url }, bytes)).toEqual(summary);
  expect(withFetched(summary, { kind: "url", url }, { url }, null)).toEqual(summary);
});
