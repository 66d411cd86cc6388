import { type MiniGrid, miniSteps } from "#lessons/mini/mini-experiment.ts";
import { texNumber, texOperand } from "./tex.ts";

export interface StepLine {
  title: string;
  tex: string;
  /** What is worth knowing about this step of this value. */
  note?: string;
}

/** One value's way to its code and back, with its numbers put in. */
export function stepLines(x: number, grid: MiniGrid, deployable: boolean): StepLine[] {
  const { scale, zeroPoint, offset, qmin, qmax } = grid;
  const steps = miniSteps(x, grid);
  const { divided, shifted, rounded, code, value, error } = steps;
  const [s, n] = [texNumber(scale), texNumber];
  const isTie = Math.abs(shifted - Math.trunc(shifted)) === 0.5;
  const isClipped = code !== rounded;
  const z = zeroPoint;
  const shift: StepLine[] =
    z === 0
      ? []
      : [
          {
            title: "Add the zero point",
            tex: `\\frac{x}{s} + z = ${n(divided, 6)} ${signed(z)} = ${n(shifted, 6)}`,
            ...(deployable && {
              note: "A whole number: adding it before or after rounding differs in ties only.",
            }),
          },
        ];
  return [
    offset === null
      ? {
          title: "Divide by the step",
          tex: `\\frac{x}{s} = \\frac{${n(x)}}{${s}} = ${n(divided, 6)}`,
        }
      : {
          title: "Take the offset away, divide by the step",
          tex: `\\frac{x - x_{\\min}}{s} = \\frac{${n(x)} - ${texOperand(offset)}}{${s}} = ${n(divided, 6)}`,
        },
    ...shift,
    {
      title: "Round, halves to even",
      tex: `\\operatorname{round}(${n(shifted, 6)}) = ${n(rounded)}`,
      ...(isTie && { note: "Just between two codes: the even one is taken." }),
    },
    {
      title: "Clamp to the codes there are",
      tex: `q = \\operatorname{clamp}(${n(rounded)},\\, ${qmin},\\, ${qmax}) = ${code}`,
      ...(isClipped && { note: "Beyond the last code: clipped." }),
    },
    {
      title: "Back to a real number",
      tex:
        offset === null
          ? z === 0
            ? `\\hat{x} = s\\,q = ${s} \\cdot ${texOperand(code)} = ${n(value)}`
            : `\\hat{x} = s\\,(q - z) = ${s} \\cdot (${code} ${signed(-z)}) = ${n(value)}`
          : `\\hat{x} = s\\,q + x_{\\min} = ${s} \\cdot ${code} ${signed(offset)} = ${n(value)}`,
    },
    {
      title: "Error",
      tex: `x - \\hat{x} = ${n(x)} - ${texOperand(value)} = ${n(error, 3)} = ${n(error / scale, 3)}\\,s`,
    },
  ];
}

const signed = (value: number): string => (value < 0 ? `- ${texNumber(-value)}` : `+ ${texNumber(value)}`);
