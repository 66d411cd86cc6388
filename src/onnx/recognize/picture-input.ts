import { intAttr } from "../model/graph/attributes.ts";
import { dataTypeName } from "../model/graph/data-types.ts";
import { constantOf, type GraphView } from "../model/graph/graph.ts";

/** The input that takes images, as far as the file tells. */
export interface PictureInput {
  name: string;
  elementType: string;
  layout: "nchw" | "nhwc";
  /** 1 or 3 most often; null where neither the input nor the layer that reads it says. */
  channels: number | null;
  /** Null where any height, or width, goes. */
  height: number | null;
  width: number | null;
  /** Images at a time; null where any number goes. */
  batch: number | null;
}

const CHANNEL_COUNTS: ReadonlySet<number | string> = new Set([1, 3, 4]);

/**
 * The first input that looks as if it took images: of four dimensions, with 1, 3 or 4 channels in second or
 * last place, or read by a convolution, which says how many there are. Null where no input does.
 */
export function guessPictureInput(view: GraphView): PictureInput | null {
  for (const { name, type } of view.inputs) {
    const shape = view.shapes.get(name);
    if (shape?.length !== 4 || type?.value.case !== "tensorType") continue;
    const read = convChannels(view, name);
    const layout = read?.layout ?? layoutOf(shape);
    if (!layout) continue;
    const [batch, ...rest] = shape.map((size) => (typeof size === "number" ? size : null));
    const [channels, height, width] = layout === "nchw" ? rest : [rest[2], rest[0], rest[1]];
    const elementType = dataTypeName(type.value.value.elemType);
    return { name, elementType, layout, channels: channels ?? read?.channels ?? null, height, width, batch };
  }
  return null;
}

function layoutOf([, second, third, last]: readonly (number | string)[]): "nchw" | "nhwc" | null {
  // Where either end could be the channels, the two equal dimensions beside each other are the pixels.
  const first = CHANNEL_COUNTS.has(second);
  if (first && !(CHANNEL_COUNTS.has(last) && second === third)) return "nchw";
  return CHANNEL_COUNTS.has(last) ? "nhwc" : null;
}

/** Layout and channels by the convolution that reads an input: at once, or behind elementwise nodes and a Transpose. */
function convChannels(view: GraphView, input: string): { layout: "nchw" | "nhwc"; channels: number } | null {
  let layout: "nchw" | "nhwc" = "nchw";
  let tensor = input;
  for (let steps = 0; steps < 16; steps++) {
    const readers = view.consumers.get(tensor) ?? [];
    const [reader] = readers;
    if (readers.length !== 1 || reader.inputs[0] !== tensor) return null;
    if (reader.op === "Conv" || reader.op === "QLinearConv") {
      const weight = constantOf(view, reader.inputs[reader.op === "Conv" ? 1 : 3]);
      if (weight?.dims.length !== 4) return null;
      return { layout, channels: Number(weight.dims[1]) * intAttr(reader.proto, "group", 1) };
    }
    if (reader.op === "Transpose") {
      const perm = reader.proto.attribute.find(({ name }) => name === "perm")?.ints.join("");
      if (perm !== "0312") return null;
      layout = "nhwc";
    } else if (!PASSING.has(reader.op)) return null;
    tensor = reader.outputs[0];
  }
  return null;
}

/** Operators by which an image is scaled, shifted, padded or converted before the first layer. */
const PASSING: ReadonlySet<string> = new Set(
  "Add BatchNormalization Cast Clip DequantizeLinear Div Identity ImageScaler Mul Pad QuantizeLinear Sub".split(
    " ",
  ),
);
