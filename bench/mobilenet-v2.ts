import { buildModel, node, noiseTensor } from "#onnx/fixtures/build.ts";
import type { ModelProto, NodeProto, TensorProto } from "#onnx/model/schema/onnx_pb.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";

/** Expansion, output channels, repeats, first stride of each stage (Sandler et al. 2018, table 2). */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** A MobileNetV2 of full size (3.5 M parameters, 224×224, 1000 classes) with random weights. */
export function mobilenetV2(): ModelProto {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [floatTensor("six", [], [6]), floatTensor("zero", [], [0])];

  function conv(
    input: string,
    inC: number,
    outC: number,
    kernel: number,
    stride: number,
    groups: number,
    relu6: boolean,
  ) {
    const name = `t${nodes.length}`;
    const fanIn = (inC / groups) * kernel * kernel;
    const pad = kernel >> 1;
    initializers.push(
      noiseTensor(
        `${name}.weight`,
        [outC, inC / groups, kernel, kernel],
        nodes.length + 1,
        Math.sqrt(6 / fanIn),
      ),
      noiseTensor(`${name}.bias`, [outC], nodes.length + 1, 0.1),
    );
    const attributes = {
      group: groups,
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      kernel_shape: [kernel, kernel],
    };
    nodes.push(node("Conv", [input, `${name}.weight`, `${name}.bias`], name, attributes));
    if (!relu6) return name;
    nodes.push(node("Clip", [name, "zero", "six"], `${name}.relu6`));
    return `${name}.relu6`;
  }

  let channels = 32;
  let x = conv("input", 3, channels, 3, 2, 1, true);
  for (const [expand, outC, repeats, firstStride] of STAGES) {
    for (let i = 0; i < repeats; i++) {
      const stride = i === 0 ? firstStride : 1;
      const hidden = channels * expand;
      const wide = expand === 1 ? x : conv(x, channels, hidden, 1, 1, 1, true);
      const deep = conv(wide, hidden, hidden, 3, stride, hidden, true);
      const projected = conv(deep, hidden, outC, 1, 1, 1, false);
      if (stride === 1 && channels === outC) {
        nodes.push(node("Add", [x, projected], `t${nodes.length}.sum`));
        x = nodes[nodes.length - 1].output[0];
      } else x = projected;
      channels = outC;
    }
  }
  x = conv(x, channels, 1280, 1, 1, 1, true);
  initializers.push(
    noiseTensor("head.weight", [1000, 1280], 999, 0.05),
    noiseTensor("head.bias", [1000], 998, 0.1),
  );
  nodes.push(
    node("GlobalAveragePool", [x], "pooled"),
    node("Flatten", ["pooled"], "features", { axis: 1 }),
    node("Gemm", ["features", "head.weight", "head.bias"], "logits", { transB: 1 }),
  );
  return buildModel({
    inputs: { input: ["N", 3, 224, 224] },
    outputs: { logits: ["N", 1000] },
    initializers,
    nodes,
  });
}
