import { expect, test } from "vitest";
import { withDigest } from "./digests.ts";

const url = "https://hub.example/net.onnx";
const [then, now] = ["a".repeat(64), "b".repeat(64)];

test("an address gets the digest of what it held", () => {
  expect(withDigest({ kind: "url", url }, now)).toEqual({ kind: "url", url, sha256: now });
  expect(withDigest({ kind: "url", url, sha256: now }, now)).toEqual({ kind: "url", url, sha256: now });
  expect(withDigest({ kind: "file", name: "net.onnx", sha256: "" }, now)).toMatchObject({ sha256: now });
});

test("another file than the one stated is refused with both digests", () => {
  expect(() => withDigest({ kind: "url", url, sha256: then }, now)).toThrow(
    expect.objectContaining({ code: "source.changed", details: { url, expected: then, found: now } }),
  );
});

test("without hashing nothing is claimed", () => {
  expect(withDigest({ kind: "url", url, sha256: then }, "")).toEqual({ kind: "url", url, sha256: then });
  expect(withDigest({ kind: "bundled", id: "net" }, now)).toEqual({ kind: "bundled", id: "net" });
});
