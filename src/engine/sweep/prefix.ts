import { graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { type Feeds, feedsOf, type InputSource } from "../runtime/input-source.ts";
import { EngineSession, type NamedTensor } from "../runtime/session.ts";
import { yieldToMessages } from "../runtime/yield.ts";
import { partBehind, partUpTo } from "./cut.ts";
import type { Frontier } from "./frontier.ts";

/** Memory for what passes a frontier. While moving, batches are exchanged one by one. */
const MAX_BYTES = 256 * 2 ** 20;

export interface PrefixOptions {
  /** Items of each run, those that only fill it up included; the same for all frontiers. */
  batches: readonly Uint32Array[];
  source: InputSource;
  /** Outputs by which a frontier is checked. */
  outputs: readonly string[];
  signal: AbortSignal;
}

/**
 * What a network has computed for all items up to a frontier that moves forward, so that no node before it is run
 * twice. Before a frontier is taken, the network is run on from it for the first batch: unless that gives the very
 * bits that the uncut network gives, the frontier is refused, since the runtime computes otherwise when cut there
 * (it fuses nodes across it, say). A frontier whose values would not fit into 256 MiB is not open either.
 */
export class Prefix {
  #frontier: Frontier | null = null;
  #values: Feeds[] = [];
  #expected: Feeds | null = null;
  readonly #refused = new Set<Frontier>();
  readonly #items: number;

  constructor(
    private readonly network: ModelProto,
    private readonly options: PrefixOptions,
  ) {
    this.#items = options.batches.reduce((sum, { length }) => sum + length, 0);
  }

  /** Where it is; null at the network's inputs. */
  get frontier(): Frontier | null {
    return this.#frontier;
  }

  /** Whether a frontier lies ahead, is small enough and has not been refused. */
  isOpen(frontier: Frontier): boolean {
    return (
      frontier.position > (this.#frontier?.position ?? 0) &&
      !this.#refused.has(frontier) &&
      frontier.itemBytes * this.#items <= MAX_BYTES
    );
  }

  /** The values of one batch at the frontier. */
  async feeds(batch: number): Promise<Feeds> {
    const known = this.#values[batch];
    if (known) return known;
    const { source, batches } = this.options;
    const feeds = await feedsOf(source, batches[batch]);
    if (bytesOf(feeds) * batches.length <= MAX_BYTES) this.#values[batch] = feeds;
    return feeds;
  }

  /** Goes back to the network's inputs. */
  restart(): void {
    this.#frontier = null;
    this.#values = [];
  }

  /**
   * Computes the values at a frontier ahead.
   *
   * @returns false where the frontier is refused, and all is as before
   * @throws DOMException `AbortError` between two batches once the signal has fired; it is of no use any more then
   */
  async moveTo(frontier: Frontier): Promise<boolean> {
    const { batches, signal } = this.options;
    const from = this.#frontier?.tensors ?? null;
    const passing = new Set((from ?? graphView(this.network).inputs).map(({ name }) => name));
    const wanted = frontier.tensors.filter(({ name }) => !passing.has(name));
    const names = wanted.map(({ name }) => name);
    const part = names.length > 0 ? partUpTo(this.network, from, wanted) : null;
    if (!part) return this.#refuse(frontier);
    const session = await EngineSession.create(writeModel(part), { backend: "wasm" });
    try {
      for (let batch = 0; batch < batches.length; batch++) {
        await yieldToMessages(signal);
        const before = await this.feeds(batch);
        const after = await session.run(feedsFor(session, before), names);
        for (const { name } of frontier.tensors) after[name] ??= before[name];
        if (batch === 0 && !(await this.#isExact(frontier, after))) return this.#refuse(frontier);
        this.#values[batch] = after;
      }
      this.#frontier = frontier;
      return true;
    } finally {
      await session.release();
    }
  }

  #refuse(frontier: Frontier): false {
    this.#refused.add(frontier);
    return false;
  }

  /** Whether the network run on from these values gives what it gives uncut, to the bit. */
  async #isExact({ tensors }: Frontier, values: Feeds): Promise<boolean> {
    const { source, batches, outputs } = this.options;
    const behind = partBehind(this.network, tensors);
    if (!behind) return false;
    this.#expected ??= await runOnce(this.network, await feedsOf(source, batches[0]), outputs);
    const actual = await runOnce(behind, values, outputs);
    const expected = this.#expected;
    return outputs.every((name) => sameBits(expected[name], actual[name]));
  }
}

/** Those of the values that a session takes. */
export function feedsFor(session: EngineSession, values: Feeds): Feeds {
  return Object.fromEntries(session.inputNames.map((name) => [name, values[name]]));
}

async function runOnce(model: ModelProto, values: Feeds, outputs: readonly string[]): Promise<Feeds> {
  const session = await EngineSession.create(writeModel(model), { backend: "wasm" });
  try {
    return await session.run(feedsFor(session, values), outputs);
  } finally {
    await session.release();
  }
}

function sameBits({ data: a }: NamedTensor, { data: b }: NamedTensor): boolean {
  const one = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const other = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function bytesOf(feeds: Feeds): number {
  return Object.values(feeds).reduce((sum, { data }) => sum + data.byteLength, 0);
}
