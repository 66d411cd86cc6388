import { expect, it } from "vitest";
import { shortenedName } from "./shortened-name.ts";

it("keeps both ends of a name, and no more characters than asked for", () => {
  expect(shortenedName("stem.conv", 12)).toBe("stem.conv");
  const short = shortenedName("/features/features.3/conv/conv.0/conv.0.0/Conv", 16);
  expect(short).toBe("/featur…0.0/Conv");
  expect(short).toHaveLength(16);
});
