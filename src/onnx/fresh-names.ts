import type { ModelProto } from "./schema/onnx_pb.ts";
import { mainGraph } from "./shallow-copy.ts";

/**
 * A function that hands out tensor and node names that the main graph does not use: the one asked for where
 * it is free, else that with `_1`, `_2`, … behind it.
 */
export function freshNames(model: ModelProto): (wanted: string) => string {
  const graph = mainGraph(model);
  const taken = new Set([
    ...graph.node.flatMap(({ name, input, output }) => [name, ...input, ...output]),
    ...graph.initializer.map(({ name }) => name),
    ...[...graph.input, ...graph.output].map(({ name }) => name),
  ]);
  return (wanted) => {
    let name = wanted;
    for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
}
