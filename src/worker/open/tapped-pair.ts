import { EngineSession, type NamedTensor } from "#engine/runtime/session.ts";
import { floatsOf } from "#engine/runtime/tensor-data.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { Built } from "../build/build-step.ts";

type Feeds = Readonly<Record<string, NamedTensor>>;

/** A layer's output in both networks. */
export interface LayerOutputs {
  fp32: Float32Array;
  quantized: Float32Array;
}

/**
 * Both networks of the last build with the outputs of all layers to be read, so that another layer or image costs
 * one run of each and no new session. One pair is held at most; requests wait for each other, for a session that
 * runs must not be released.
 */
export class TappedPair {
  #open: { built: Built; fp32: EngineSession; quantized: EngineSession } | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** What both networks of `built` compute at its layer `at`. */
  outputs(built: Built, at: number, feeds: Feeds): Promise<LayerOutputs> {
    return this.#next(async () => {
      const { fp32, quantized } = await this.#pairOf(built);
      const { layer, result } = built.build.layers[at];
      return {
        fp32: await outputOf(fp32, feeds, layer.outputTensor),
        quantized: await outputOf(quantized, feeds, result.output),
      };
    });
  }

  /** Closes both, once what runs has ended. */
  release(): Promise<void> {
    return this.#next(() => this.#close());
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  async #pairOf(built: Built): Promise<{ fp32: EngineSession; quantized: EngineSession }> {
    if (this.#open?.built === built) return this.#open;
    await this.#close();
    const { layers, model } = built.build;
    const fp32 = await openTapped(
      built.float.model,
      layers.map(({ layer }) => layer.outputTensor),
    );
    try {
      const quantized = await openTapped(
        model,
        layers.map(({ result }) => result.output),
      );
      this.#open = { built, fp32, quantized };
      return this.#open;
    } catch (error) {
      await fp32.release();
      throw error;
    }
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.fp32.release();
    await open?.quantized.release();
  }
}

function openTapped(model: ModelProto, tensors: readonly string[]): Promise<EngineSession> {
  return EngineSession.create(writeModel(tapOutputs(model, tensors)), { backend: "wasm" });
}

async function outputOf(session: EngineSession, feeds: Feeds, tensor: string): Promise<Float32Array> {
  const outputs = await session.run({ ...feeds }, [tensor]);
  return floatsOf(outputs[tensor]);
}
