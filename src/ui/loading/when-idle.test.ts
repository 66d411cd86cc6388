import { afterEach, expect, test, vi } from "vitest";
import { whenIdle } from "./when-idle.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("calls back where the browser knows no idle moments, unless it is called off", () => {
  vi.useFakeTimers();
  vi.stubGlobal("requestIdleCallback", undefined);
  const first = vi.fn();
  const second = vi.fn();
  whenIdle(first, 300);
  whenIdle(second)();
  vi.runAllTimers();
  expect(first).toHaveBeenCalledOnce();
  expect(second).not.toHaveBeenCalled();
});

test("asks the browser where it knows them", () => {
  const request = vi.fn(() => 7);
  const cancel = vi.fn();
  vi.stubGlobal("requestIdleCallback", request);
  vi.stubGlobal("cancelIdleCallback", cancel);
  const callback = vi.fn();
  whenIdle(callback, 300)();
  expect(request).toHaveBeenCalledWith(callback, { timeout: 300 });
  expect(cancel).toHaveBeenCalledWith(7);
});
