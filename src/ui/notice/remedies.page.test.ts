import { afterAll, beforeAll, vi } from "vitest";
import { LabClient } from "#client/lab-client.ts";
import { settingOf } from "#experiment/setting.ts";
import type { LabErrorCode } from "#failures/lab-error.ts";
import { scenarioOf } from "#lessons/scenarios.ts";
import type { Bits } from "#numerics/grid.ts";
import type { Reply } from "#protocol/messages.ts";
import type { MiniQuestion } from "#protocol/mini.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { run } from "#share/fixtures/log-entry.ts";
import { decodeLink, encodeLink } from "#share/link.ts";
import { logFile, readLogFile } from "#share/log-file.ts";
import type { Failure } from "#store/failure.ts";
import { memoryStore } from "#store/fixtures/memory-store.ts";
import { ready, settle } from "#store/fixtures/ready-lab.ts";
import { visit } from "#store/fixtures/visit.ts";
import { withDigest } from "#worker/open/digests.ts";
import { type OneFile, readBytes } from "#worker/open/read-bytes.ts";
import { fetchPart, PartNotLoaded } from "../loading/fetch-part.ts";
import { type PageCode, says, type Trials, throws, tryRemedies } from "./fixtures/trial.ts";

beforeAll(() => {
  vi.stubGlobal("self", { location: new URL("https://lab.example/") });
});
afterAll(() => vi.unstubAllGlobals());

const never = new AbortController().signal;
const met = (...failures: (Failure | null)[]) => failures.filter((failure) => failure !== null);

/** A worker that does as it is told as soon as it is asked. */
const asked = (does: (worker: Worker) => void) => {
  const worker = { postMessage: () => does(worker as unknown as Worker), terminate() {} };
  return new LabClient(() => worker as unknown as Worker).call("model.load", {} as never);
};
const answers = (worker: Worker) =>
  worker.onmessage?.({ data: { type: "result", id: 1, result: {} } satisfies Reply } as MessageEvent);
const fails = (message?: string) => (worker: Worker) =>
  worker.onerror?.({ message, preventDefault() {} } as unknown as ErrorEvent);

async function partOf(load: () => Promise<unknown>) {
  try {
    await fetchPart(load, (module) => module);
    return [];
  } catch (error) {
    if (!(error instanceof PartNotLoaded)) throw error;
    return [{ code: "part.not-loaded" as const, details: {} }];
  }
}

async function miniFailures(isCrash: boolean) {
  const { mini, state } = await ready();
  const question: MiniQuestion = { source: { kind: "pasted", text: "1", channels: 1 }, sides: [], part: 0 };
  state().askMini("zero", question);
  if (isCrash) mini.onSilence?.(30_000);
  else mini.last("zero").resolve({ count: 1 });
  await settle();
  return met(state().miniAnswers.zero?.failure ?? null);
}

async function read(location: OneFile) {
  vi.stubGlobal("fetch", async (url: string) => {
    if (new URL(url).hostname === "lab.example") return new Response("x");
    throw new TypeError("Failed to fetch");
  });
  await readBytes(location, "model", never);
}

const offline = async (isOffline: boolean) => {
  vi.stubGlobal("fetch", async () => {
    if (isOffline) throw new TypeError("Failed to fetch");
    return new Response("x");
  });
  await readBytes({ url: "https://lab.example/net.onnx" }, "model", never);
};

const opened = { path: "mine.onnx", file: new File(["content"], "mine.onnx") };
const SAME = "a".repeat(64);
const OTHER = "b".repeat(64);

async function keptFailures(refusal: Error | null) {
  const memory = memoryStore();
  const state = await visit(memory);
  await state().openDropped([opened]);
  memory.refuse(refusal);
  await state().openDropped([{ ...opened, file: new File(["content"], "other.onnx") }]);
  return met(state().keptFailure, state().workspaceFailure);
}

/** What was kept is gone: it is opened from the list, or removed from it and opened anew. */
async function lostFailures(isOpenedFromList: boolean) {
  const memory = memoryStore();
  const state = await visit(memory);
  await state().openDropped([opened]);
  const [{ id }] = state().kept;
  memory.store.content = async () => undefined;
  if (isOpenedFromList) await state().openKept(id);
  else {
    await state().removeKept(id);
    await state().openDropped([opened]);
  }
  return met(state().workspaceFailure);
}

async function broken(layers: string[]) {
  const state = await visit(memoryStore(), layers);
  await state().breakIt("sensitive-head");
  return met(state().scenarioFailure);
}
const { needsLayer = "" } = scenarioOf("sensitive-head");

const whole = await encodeLink({ recipe: BASE_RECIPE, view: {}, expected: null });
const newer = whole.replace(/^\d+/, "99");

/** A link whose B has so many bits is followed. */
async function linkWithB(bits: number) {
  const { state } = await ready();
  const weights = { ...BASE_RECIPE.weights, bits: bits as Bits };
  const sent = { recipe: BASE_RECIPE, b: { ...settingOf(BASE_RECIPE), weights }, view: {}, expected: null };
  const { models, data } = state();
  if (models.length === 0 || !data) throw new Error("The lab is not ready.");
  const experiment = await decodeLink(await encodeLink(sent));
  await state().openExperiment({ ...experiment, recipe: state().recipe ?? experiment.recipe });
  return met(state().linkFailure);
}

const TRIALS = {
  "link.b-invalid": { always: says(linkWithB, 99, 4) },
  "link.invalid": { always: throws(decodeLink, whole.slice(0, -20), whole) },
  "link.newer": { always: throws(decodeLink, newer, whole) },
  "log.invalid": { always: throws(readLogFile, new Blob(["a text"]), new Blob([logFile([run])])) },
  "mini.crashed": { always: says(miniFailures, true, false) },
  "worker.crashed": { always: throws(asked, fails("out of memory"), answers) },
  "worker.not-loaded": { always: throws(asked, fails(), answers) },
  "part.not-loaded": {
    always: says(
      partOf,
      () => Promise.reject(new TypeError("Importing a module script failed.")),
      async () => ({}),
    ),
  },
  "network.failed": {
    cors: throws(read, { url: "https://other.example/net.onnx" }, { file: new File(["x"], "net.onnx") }),
    always: throws(offline, true, false),
  },
  "source.changed": {
    file: throws(
      (found: string) => withDigest({ kind: "file", name: "net.onnx", sha256: SAME }, found),
      OTHER,
      SAME,
    ),
    address: throws(
      (found: string) =>
        withDigest({ kind: "url", url: "https://hub.example/net.onnx", sha256: SAME }, found),
      OTHER,
      SAME,
    ),
  },
  "storage.unavailable": { always: says(keptFailures, new Error("private window"), null) },
  "storage.full": { always: says(keptFailures, new DOMException("full", "QuotaExceededError"), null) },
  "storage.lost": { always: says(lostFailures, true, false) },
  "scenario.layer-missing": { always: says(broken, ["other"], [needsLayer]) },
} satisfies Trials<PageCode>;

tryRemedies(TRIALS as Partial<Trials<LabErrorCode>>);
