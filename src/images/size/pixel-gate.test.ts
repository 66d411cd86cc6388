import { expect, test } from "vitest";
import { PixelGate } from "./pixel-gate.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("lets images in by their pixels, in order, and a large one alone", async () => {
  const gate = new PixelGate(10);
  const inside = new Set<string>();
  const leave = new Map<string, () => void>();
  const enter = (name: string, pixels: number) =>
    gate.pass(pixels, () => {
      inside.add(name);
      return new Promise<void>((resolve) => {
        leave.set(name, () => {
          inside.delete(name);
          resolve();
        });
      });
    });
  const all = [enter("a", 4), enter("b", 6), enter("c", 1), enter("huge", 64), enter("d", 1)];
  await settled();
  expect([...inside]).toEqual(["a", "b"]);
  leave.get("b")?.();
  await settled();
  expect([...inside]).toEqual(["a", "c"]);
  leave.get("a")?.();
  leave.get("c")?.();
  await settled();
  expect([...inside]).toEqual(["huge"]);
  leave.get("huge")?.();
  await settled();
  expect([...inside]).toEqual(["d"]);
  leave.get("d")?.();
  await Promise.all(all);
});

test("work that fails makes room and tells", async () => {
  const gate = new PixelGate(1);
  await expect(gate.pass(1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await gate.pass(1, async () => 7)).toBe(7);
});
