import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StaticSettings } from "#onnx/fixtures/reference-cases.ts";
import type { Feed } from "#onnx/fixtures/run.ts";
import { readModel } from "#onnx/model/read/model.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { runPython } from "./python.ts";

/** One run of ONNX Runtime's static quantizer: QDQ, int8 weights, uint8 activations. */
export interface StaticJob extends StaticSettings {
  model: ModelProto;
  feeds: Record<string, Feed>;
}

/** What Python's `quantize_static` makes of each job, calibrated on the first feed; files go to `folder`. */
export function quantizeStatic(
  python: string | null,
  folder: string,
  jobs: readonly StaticJob[],
): ModelProto[] {
  const file = (name: string) => join(folder, name);
  const described = jobs.map(({ model, feeds, method, perChannel }, i) => {
    const [[input, { data, dims }]] = Object.entries(feeds);
    writeFileSync(file(`${i}-float.onnx`), writeModel(model));
    writeFileSync(file(`${i}.bin`), new Uint8Array(data.buffer));
    return {
      model: file(`${i}-float.onnx`),
      output: file(`${i}-static.onnx`),
      input,
      data: file(`${i}.bin`),
      dims,
      method: method === "minmax" ? "MinMax" : "Percentile",
      perChannel,
    };
  });
  writeFileSync(file("jobs.json"), JSON.stringify(described));
  runPython(python, new URL("../src/onnx/fixtures/quantize_static.py", import.meta.url), [file("jobs.json")]);
  return described.map(({ output }) => readModel(readFileSync(output)));
}
