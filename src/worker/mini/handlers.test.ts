import { expect, it } from "vitest";
import { MINI_SETTINGS } from "#lessons/mini/fixtures/mini-settings.ts";
import { type MiniSettings, miniExperiment } from "#lessons/mini/mini-experiment.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import type { Reply } from "#protocol/messages.ts";
import type { MiniMessages, MiniQuestion, MiniView } from "#protocol/mini.ts";
import { normal } from "#statistics/distributions.ts";
import { createDispatcher } from "../dispatch.ts";
import { MINI_HANDLERS, MiniMemory } from "./handlers.ts";

const settings: MiniSettings = { ...MINI_SETTINGS, bits: 3 };
const pasted = (text: string, change: Partial<MiniQuestion> = {}): MiniQuestion => ({
  source: { kind: "pasted", text, channels: 2 },
  sides: [{ name: "", settings }],
  part: 0,
  ...change,
});

/** A worker as the page sees it, but that its messages are not copied. */
function worker(memory = new MiniMemory()) {
  const waiting = new Map<number, (reply: Reply) => void>();
  const dispatch = createDispatcher(MINI_HANDLERS, memory, (reply) => {
    if (reply.type !== "pong") waiting.get(reply.id)?.(reply);
  });
  let id = 0;
  return async <V extends MiniView>(view: V, payload: MiniQuestion): Promise<MiniMessages[V]["out"]> => {
    const own = ++id;
    const reply = await new Promise<Reply>((resolve) => {
      waiting.set(own, resolve);
      dispatch({ type: "request", id: own, kind: view, payload });
    });
    if (reply.type !== "result") throw new Error(JSON.stringify(reply));
    return reply.result as MiniMessages[V]["out"];
  };
}

it("gives every view what it draws of pasted numbers, and what could not be read", async () => {
  const ask = worker();
  const question = pasted("-1 -0.5 0.3 0.25 1 oops");
  const head = { count: 5, read: { refusedCount: 1, refused: [{ word: "oops", line: 1 }], isCut: false } };
  const trip = await ask("trip", question);
  expect(trip).toMatchObject({ ...head, ends: [-1, 1] });
  // Step 1/3: the errors are 0, 1/6, 1/30, 1/12 and 0.
  const mse = (1 / 36 + 1 / 900 + 1 / 144) / 5;
  expect(trip.outcomes[0].summary.mse).toBeCloseTo(mse, 7);
  expect(trip.outcomes[0].looked.chosen.map(({ code }) => code)).toEqual([-3, -2, 1, 1, 3]);
  const formulas = await ask("formulas", question);
  expect(formulas).toMatchObject({ ...head, outcomes: [{ gridCount: 1, partSize: 5 }] });
  const zero = await ask("zero", question);
  expect(zero).toMatchObject({ ...head, bits: 3, zeros: 0, window: { isNear: true } });
  expect(zero.rows).toHaveLength(3);
  const formats = await ask("formats", question);
  expect(formats).toMatchObject({ ...head, windows: { middle: { domain: [-0.1, 0.1] } } });
  expect(Math.max(...formats.windows.whole.shape)).toBe(1);
  const code = await ask("code", question);
  expect([...code.x]).toEqual([...Float32Array.of(-1, -0.5, 0.3, 0.25, 1)]);
});

it("answers about no values, too", async () => {
  const ask = worker();
  for (const view of ["trip", "formulas", "zero", "formats", "code"] as const)
    expect(await ask(view, pasted("none"))).toMatchObject({ count: 0, read: { refusedCount: 1 } });
});

it("compares two settings, and looks at the scale that is asked for", async () => {
  const x = normal(1000, 1);
  const groups: MiniSettings = { ...settings, granularity: { kind: "group", size: 64 } };
  const { outcomes } = await worker()("trip", {
    source: { kind: "layer", id: "one", values: x, channels: 4 },
    sides: [
      { name: "A", settings },
      { name: "B", settings: groups },
    ],
    part: 3,
  });
  expect(outcomes.map(({ name, gridCount }) => [name, gridCount])).toEqual([
    ["A", 1],
    ["B", 16],
  ]);
  const alone = miniExperiment(x, 4, groups);
  expect(outcomes[1].lookedGrid).toEqual(alone.grids[3]);
  expect(outcomes[1].summary).toMatchObject(tensorError(x, alone.values));
});

it("reads and computes once what several views show, and anew what changed", async () => {
  const memory = new MiniMemory();
  const trip = (question: MiniQuestion) => memory.roundTrip(memory.values(question), question.sides[0]);
  const first = trip(pasted("1 2 3"));
  expect(trip(pasted("1 2 3", { part: 4 }))).toBe(first);
  const finer: MiniSettings = { ...settings, bits: 8 };
  expect(trip(pasted("1 2 3", { sides: [{ name: "", settings: finer }] }))).not.toBe(first);
  expect(trip(pasted("1 2 4")).summary.mse).not.toBe(first.summary.mse);
  const layer = (id: string, value: number): MiniQuestion["source"] => ({
    kind: "layer",
    id,
    values: Float32Array.of(value),
    channels: 1,
  });
  expect(memory.values(pasted("", { source: layer("a", 1) })).x[0]).toBe(1);
  expect(memory.values(pasted("", { source: layer("b", 2) })).x[0]).toBe(2);
});

it("hands over a copy of the values, and keeps its own", async () => {
  const memory = new MiniMemory();
  const question = pasted("1 2 3");
  const { x } = await worker(memory)("code", question);
  structuredClone(x, { transfer: [x.buffer] });
  expect([...memory.values(question).x]).toEqual([1, 2, 3]);
});
