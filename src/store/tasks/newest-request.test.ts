import { expect, it } from "vitest";
import { newestRequest } from "./newest-request.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve));

it("sends one at a time, and of those asked for meanwhile only one more", async () => {
  const ends: (() => void)[] = [];
  const request = newestRequest(() => new Promise((resolve) => ends.push(resolve)));
  for (let i = 0; i < 5; i++) request();
  await settle();
  expect(ends).toHaveLength(1);
  ends[0]();
  await settle();
  expect(ends).toHaveLength(2);
  ends[1]();
  await settle();
  expect(ends).toHaveLength(2);
  request();
  await settle();
  expect(ends).toHaveLength(3);
});
