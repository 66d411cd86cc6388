import { describe, expect, it, vi } from "vitest";
import type { Reply, Request } from "#protocol/messages.ts";
import { LabClient } from "./lab-client.ts";

/** Stands in for the browser's Worker at its only seam: messages out, messages in. */
class FakeWorker {
  onmessage: ((event: { data: Reply }) => void) | null = null;
  onerror: ((event: { message?: string; preventDefault: () => void }) => void) | null = null;
  readonly received: Request[] = [];
  terminated = false;

  postMessage(request: Request) {
    this.received.push(request);
  }
  terminate() {
    this.terminated = true;
  }
}

function setUp() {
  const workers: FakeWorker[] = [];
  const client = new LabClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  });
  return { client, workers };
}

const ask = (client: LabClient, signal?: AbortSignal, onProgress?: (p: unknown) => void) =>
  client.call("experiment.run", { recipe: {} as never, backend: "wasm" }, { signal, onProgress });

describe("LabClient", () => {
  it("matches replies to requests by id and passes progress on", async () => {
    const { client, workers } = setUp();
    const seen: unknown[] = [];
    const [first, second] = [ask(client, undefined, (p) => seen.push(p)), ask(client)];
    const [worker] = workers;
    worker.onmessage?.({ data: { type: "progress", id: 1, progress: "half" } });
    worker.onmessage?.({ data: { type: "result", id: 2, result: "b" } });
    worker.onmessage?.({ data: { type: "result", id: 1, result: "a" } });
    expect([await first, await second, seen]).toEqual(["a", "b", ["half"]]);
  });

  it("keeps a worker's last result, and starts another for the next request", async () => {
    const { client, workers } = setUp();
    const restarts: string[] = [];
    client.onRestart = (reason) => restarts.push(reason);
    const call = ask(client);
    workers[0].onmessage?.({ data: { type: "result", id: 1, result: "a", last: true } });
    expect(await call).toBe("a");
    expect([workers[0].terminated, restarts]).toEqual([true, ["crashed"]]);
    void ask(client);
    expect(workers).toHaveLength(2);
  });

  it("turns a wire error into a LabError", async () => {
    const { client, workers } = setUp();
    const call = ask(client);
    const error = { code: "model.truncated", details: { at: 3 }, cause: null, fatal: false } as const;
    workers[0].onmessage?.({ data: { type: "error", id: 1, error } });
    await expect(call).rejects.toMatchObject({ code: "model.truncated", details: { at: 3 } });
    expect(workers).toHaveLength(1);
  });

  it("lets the worker stop by itself on cancel", async () => {
    const { client, workers } = setUp();
    const controller = new AbortController();
    const call = ask(client, controller.signal);
    controller.abort();
    expect(workers[0].received.at(-1)).toEqual({ type: "cancel", id: 1 });
    workers[0].onmessage?.({ data: { type: "cancelled", id: 1 } });
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(workers[0].terminated).toBe(false);
  });

  it("ends a worker that does not hear the cancel within 150 ms, and starts another", async () => {
    vi.useFakeTimers();
    const { client, workers } = setUp();
    const restarts: string[] = [];
    client.onRestart = (reason) => restarts.push(reason);
    const controller = new AbortController();
    const call = ask(client, controller.signal);
    const outcome = expect(call).rejects.toMatchObject({ name: "AbortError" });
    controller.abort();
    vi.advanceTimersByTime(151);
    await outcome;
    vi.useRealTimers();
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(restarts).toEqual(["cancelled"]);
  });

  it("tells requests that nobody cancelled that their worker was ended for another", async () => {
    vi.useFakeTimers();
    const { client } = setUp();
    const controller = new AbortController();
    const [cancelled, bystander] = [ask(client, controller.signal), ask(client)];
    const outcomes = Promise.allSettled([cancelled, bystander]);
    controller.abort();
    vi.advanceTimersByTime(151);
    vi.useRealTimers();
    expect(await outcomes).toMatchObject([
      { reason: { name: "AbortError" } },
      { reason: { name: "WorkerReplaced" } },
    ]);
  });

  it("replaces a crashed worker and rejects everything that was waiting", async () => {
    const { client, workers } = setUp();
    const restarts: string[] = [];
    client.onRestart = (reason) => restarts.push(reason);
    const calls = [ask(client), ask(client)];
    workers[0].onerror?.({ message: "out of memory", preventDefault() {} });
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "worker.crashed" });
    expect([restarts, workers.length]).toEqual([["crashed"], 1]);
    const next = ask(client);
    expect(workers).toHaveLength(2);
    workers[1].onmessage?.({ data: { type: "result", id: 3, result: "again" } });
    expect(await next).toBe("again");
  });

  it("starts one that crashes as it starts no oftener than it is asked", async () => {
    const { client, workers } = setUp();
    for (let asked = 1; asked <= 3; asked++) {
      const call = ask(client);
      workers.at(-1)?.onerror?.({ message: "no such file", preventDefault() {} });
      await expect(call).rejects.toMatchObject({ code: "worker.crashed" });
      expect(workers).toHaveLength(asked);
    }
  });

  it("says that a worker's script could not be fetched, and fetches it again for the next request", async () => {
    const { client, workers } = setUp();
    const restarts: string[] = [];
    client.onRestart = (reason) => restarts.push(reason);
    const call = ask(client);
    workers[0].onerror?.({ preventDefault() {} });
    await expect(call).rejects.toMatchObject({ code: "worker.not-loaded" });
    expect([restarts, workers.length]).toEqual([["not-loaded"], 1]);
    const next = ask(client);
    workers[1].onmessage?.({ data: { type: "result", id: 2, result: "again" } });
    expect(await next).toBe("again");
  });

  it("takes an end without words for a crash once the worker has answered", async () => {
    const { client, workers } = setUp();
    const call = ask(client);
    workers[0].onmessage?.({ data: { type: "progress", id: 1, progress: "half" } });
    workers[0].onerror?.({ preventDefault() {} });
    await expect(call).rejects.toMatchObject({ code: "worker.crashed" });
  });

  it("judges the worker that replaces a cancelled one by itself: it may not be there any more", async () => {
    vi.useFakeTimers();
    const { client, workers } = setUp();
    const controller = new AbortController();
    const cancelled = expect(ask(client, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
    workers[0].onmessage?.({ data: { type: "progress", id: 1, progress: "half" } });
    controller.abort();
    vi.advanceTimersByTime(151);
    vi.useRealTimers();
    await cancelled;
    const call = ask(client);
    workers[1].onerror?.({ preventDefault() {} });
    await expect(call).rejects.toMatchObject({ code: "worker.not-loaded" });
    void ask(client);
    expect(workers).toHaveLength(3);
  });

  it("replaces a worker whose runtime could not be fetched, and tells all that waited why", async () => {
    const { client, workers } = setUp();
    const calls = [ask(client), ask(client)];
    const error = { code: "runtime.not-loaded", details: {}, cause: "TypeError", fatal: true } as const;
    workers[0].onmessage?.({ data: { type: "error", id: 1, error } });
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "runtime.not-loaded" });
    void ask(client);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it("restarts after a fatal error, keeping that error's own words for the request that met it", async () => {
    const { client, workers } = setUp();
    const [met, other] = [ask(client), ask(client)];
    const error = { code: "runtime.out-of-memory", details: {}, cause: "bad_alloc", fatal: true } as const;
    workers[0].onmessage?.({ data: { type: "error", id: 1, error } });
    await expect(met).rejects.toMatchObject({ code: "runtime.out-of-memory" });
    await expect(other).rejects.toMatchObject({ code: "worker.crashed" });
    expect(workers[0].terminated).toBe(true);
  });

  /** A client with one request under way, and all that it says of silence. */
  function waitingFor() {
    vi.useFakeTimers();
    const { client, workers } = setUp();
    const told: (number | null)[] = [];
    client.onSilence = (silentMs) => told.push(silentMs);
    return { client, workers, told, call: ask(client) };
  }
  const pings = ({ received }: FakeWorker) => received.filter(({ type }) => type === "ping").length;

  it("tells how long a worker has been silent, asks it once, and tells when it is heard again", () => {
    const { workers, told } = waitingFor();
    vi.advanceTimersByTime(29_000);
    expect([told, pings(workers[0])]).toEqual([[], 1]);
    vi.advanceTimersByTime(11_000);
    expect(told).toEqual([30_000, 35_000, 40_000]);
    expect([pings(workers[0]), workers[0].terminated]).toEqual([1, false]);
    workers[0].onmessage?.({ data: { type: "pong" } });
    vi.advanceTimersByTime(29_000);
    vi.useRealTimers();
    expect(told.slice(3)).toEqual([null]);
    expect(pings(workers[0])).toBe(2);
  });

  it("says nothing of a worker that answers, nor of one that nobody waits for", () => {
    const { workers, told } = waitingFor();
    for (let second = 0; second < 120; second += 5) {
      vi.advanceTimersByTime(5000);
      workers[0].onmessage?.({ data: { type: "pong" } });
    }
    workers[0].onmessage?.({ data: { type: "result", id: 1, result: "a" } });
    const asked = pings(workers[0]);
    vi.advanceTimersByTime(120_000);
    vi.useRealTimers();
    expect([told, asked, pings(workers[0])]).toEqual([[], 24, 24]);
  });

  it("ends a silent worker when it is told to; what was waiting counts as cancelled", async () => {
    const { client, workers, told, call } = waitingFor();
    const restarts: string[] = [];
    client.onRestart = (reason) => restarts.push(reason);
    const outcome = expect(call).rejects.toMatchObject({ name: "AbortError" });
    vi.advanceTimersByTime(30_000);
    client.endWorker();
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    await outcome;
    expect([told, restarts]).toEqual([[30_000, null], ["cancelled"]]);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  });
});
