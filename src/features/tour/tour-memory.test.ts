import { describe, expect, it } from "vitest";
import { recallTour, rememberTour, type TourStores } from "./tour-memory.ts";

function memoryStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

const refused = (): TourStores => {
  throw new DOMException("refused", "SecurityError");
};

describe("memory of the tour", () => {
  it("opens at a first visit, goes on after a reload, and never again in another tab or at another visit", () => {
    const device = memoryStorage();
    const browserTab = memoryStorage();
    const here = () => ({ device, browserTab });
    const elsewhere = () => ({ device, browserTab: memoryStorage() });
    expect(recallTour(5, here)).toBe(0);
    rememberTour(3, here);
    expect(recallTour(5, here)).toBe(3);
    expect(recallTour(5, elsewhere)).toBeNull();
    rememberTour(null, here);
    expect(recallTour(5, here)).toBeNull();
  });

  it("does not open at a step that there is not", () => {
    for (const step of ["5", "-1", "1.5", "x"]) {
      const stores = { device: memoryStorage(), browserTab: memoryStorage() };
      rememberTour(0, () => stores);
      stores.browserTab.setItem("quantization-lab.tour-step", step);
      expect(
        recallTour(5, () => stores),
        step,
      ).toBeNull();
    }
  });

  it("opens, and fails at nothing, where storage is refused", () => {
    expect(recallTour(5, refused)).toBe(0);
    expect(() => rememberTour(2, refused)).not.toThrow();
  });
});
