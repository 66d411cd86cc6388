import { describe, expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import type { Reply, Request } from "#protocol/messages.ts";
import type { Handlers } from "./context.ts";
import { createDispatcher } from "./dispatch.ts";
import { Workspace } from "./workspace.ts";

const PICTURES: Omit<Extract<Request, { kind: "pictures" }>, "id"> = {
  type: "request",
  kind: "pictures",
  payload: { split: "evaluation", indices: [] },
};

/** A dispatcher whose `pictures` handler is the one under test; the rest must not be called. */
function dispatcher(pictures: Handlers["pictures"], isSpent = () => false) {
  const replies: Reply[] = [];
  const waiting: (() => void)[] = [];
  const never = () => Promise.reject(new Error("not expected"));
  const handlers = { pictures } as Handlers;
  for (const kind of [
    "model.load",
    "data.load",
    "experiment.run",
    "layer.weights",
    "model.export",
  ] as const) {
    handlers[kind] = never;
  }
  const post = (reply: Reply) => {
    replies.push(reply);
    for (const wake of waiting.splice(0)) wake();
  };
  const dispatch = createDispatcher(handlers, new Workspace(), post, isSpent);
  const settled = async () => {
    while (!replies.some(({ type }) => type !== "progress"))
      await new Promise<void>((wake) => waiting.push(wake));
    return replies;
  };
  return { dispatch, settled };
}

describe("createDispatcher", () => {
  it("answers with the result of the handler", async () => {
    const result = { width: 1, height: 1, rgba: new Uint8ClampedArray(4) };
    const { dispatch, settled } = dispatcher(async () => result);
    dispatch({ ...PICTURES, id: 7 });
    expect(await settled()).toEqual([{ type: "result", id: 7, result }]);
  });

  it("marks a result as the worker's last where the runtime broke while it was made", async () => {
    const result = { width: 0, height: 0, rgba: new Uint8ClampedArray(0) };
    const { dispatch, settled } = dispatcher(
      async () => result,
      () => true,
    );
    dispatch({ ...PICTURES, id: 1 });
    expect(await settled()).toEqual([{ type: "result", id: 1, result, last: true }]);
  });

  it("sends a LabError as data", async () => {
    const { dispatch, settled } = dispatcher(async () => {
      throw new LabError("data.decode-failed", { name: "a.webp" }, { cause: new Error("bad header") });
    });
    dispatch({ ...PICTURES, id: 1 });
    expect(await settled()).toEqual([
      {
        type: "error",
        id: 1,
        error: {
          code: "data.decode-failed",
          details: { name: "a.webp" },
          cause: "Error: bad header",
          fatal: false,
        },
      },
    ]);
  });

  it("reports anything unforeseen as internal, and a broken WebAssembly heap as fatal", async () => {
    const { dispatch, settled } = dispatcher(async () => {
      throw new LabError("runtime.run-failed", {}, { cause: new WebAssembly.RuntimeError("unreachable") });
    });
    dispatch({ ...PICTURES, id: 1 });
    expect((await settled())[0]).toMatchObject({ error: { code: "runtime.run-failed", fatal: true } });

    const unfetched = dispatcher(async () => {
      throw new LabError("runtime.not-loaded", {}, { cause: new TypeError("Failed to fetch") });
    });
    unfetched.dispatch({ ...PICTURES, id: 3 });
    expect((await unfetched.settled())[0]).toMatchObject({
      error: { code: "runtime.not-loaded", fatal: true },
    });

    const other = dispatcher(async () => {
      throw new TypeError("x is undefined");
    });
    other.dispatch({ ...PICTURES, id: 2 });
    expect((await other.settled())[0]).toMatchObject({
      error: { code: "internal", cause: "TypeError: x is undefined" },
    });
  });

  it("reports a cancelled request as cancelled, not as an error", async () => {
    const { dispatch, settled } = dispatcher(async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw new LabError("internal");
    });
    dispatch({ ...PICTURES, id: 3 });
    dispatch({ type: "cancel", id: 3 });
    expect(await settled()).toEqual([{ type: "cancelled", id: 3 }]);
  });

  it("answers a ping while a request is under way", async () => {
    let finish = () => {};
    const { dispatch, settled } = dispatcher(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return { width: 1, height: 1, rgba: new Uint8ClampedArray(4) };
    });
    dispatch({ ...PICTURES, id: 1 });
    dispatch({ type: "ping" });
    expect(await settled()).toEqual([{ type: "pong" }]);
    finish();
  });
});
