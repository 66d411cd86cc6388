import { expect, it } from "vitest";
import { isolated } from "./isolated.ts";

it("adds the headers and keeps all else", async () => {
  const page = new Response("page", {
    status: 203,
    statusText: "Kept",
    headers: { "Content-Type": "text/html" },
  });
  const got = isolated(page);
  expect(Object.fromEntries(got.headers)).toEqual({
    "content-type": "text/html",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
  });
  expect([got.status, got.statusText, await got.text()]).toEqual([203, "Kept", "page"]);
});

it("leaves a failed response alone", () => {
  const failed = Response.error();
  expect(isolated(failed)).toBe(failed);
});
