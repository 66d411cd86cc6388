import { expect, it } from "vitest";
import type { Notice } from "#experiment/result.ts";
import { distinctNotices, noticeGroups } from "./notice-groups.ts";

const left = (layer: string): Notice => ({ code: "layer.left-float", details: { layer } });
const mismatch: Notice = { code: "webgpu.mismatch", details: {} };

it("counts a notice once that was told twice, and puts the most frequent code first", () => {
  const notices = distinctNotices([mismatch, left("a")], [left("a"), left("b"), mismatch]);
  expect(noticeGroups(notices)).toEqual([
    { code: "layer.left-float", notices: [left("a"), left("b")] },
    { code: "webgpu.mismatch", notices: [mismatch] },
  ]);
});
