import type { LayerRow } from "./layer-rows.ts";

type Execution = Pick<LayerRow, "precision" | "arithmetic" | "storageBits" | "simulated" | "bits">;

/** How the weights lie in the file: "int4", or "4 in int8" where the file has no such type. */
export function storedText({ precision, storageBits, bits }: Execution): string {
  if (storageBits === null) return "–";
  if (precision !== "int") return precision;
  if (storageBits === bits) return `int${bits}`;
  return `${bits} in ${storageBits > 8 ? "float" : "int"}${storageBits}`;
}

/** What the layer's kernel computes with. */
export const arithmeticText = ({ arithmetic, simulated }: Execution): string =>
  simulated ? `${arithmetic}, simulated` : arithmetic;

/** Why it says so, in a sentence. */
export function arithmeticMeaning({ precision, arithmetic, simulated }: Execution): string {
  if (precision === "fp16")
    return "Weights and results are rounded to half precision; the runtime computes on them in float32.";
  if (simulated)
    return arithmetic === "integer"
      ? "An INT8 kernel on codes of fewer bits: the values are exact, the speed is that of 8 bits."
      : "Floating-point arithmetic on the values of the integer grid: the values are exact, the speed is that of float.";
  if (arithmetic === "integer") return "An integer kernel on the codes themselves.";
  return precision === "int"
    ? "The stored codes are turned into floating point before they are multiplied."
    : "As in FP32.";
}
