import { afterAll, vi } from "vitest";

// Test files share a worker, so that what they import is loaded and compiled once: none leaves its doubles to the next.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
