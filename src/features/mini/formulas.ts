import { type MiniGrid, type MiniSettings, miniSteps } from "#lessons/mini/mini-experiment.ts";
import type { MiniSummary } from "#lessons/mini/mini-summary.ts";

export interface FormulaLine {
  title: string;
  /** In general. */
  tex: string;
  /** With the numbers of this experiment; absent where there are none to put in. */
  numbers?: string;
}

const n = texNumber;

/** The formulas of one grid, in general and with its numbers put in. */
export function gridFormulas({ bits, scheme, zero, range }: MiniSettings, grid: MiniGrid): FormulaLine[] {
  const { scale, zeroPoint: z, offset, qmin, qmax } = grid;
  const { min, max } = grid.range;
  const ends = range.method === "minmax" ? "" : " of the range kept";
  if (scheme === "symmetric") {
    const largest = Math.max(-min, max);
    return [
      {
        title: `Step, from the largest magnitude${ends}`,
        tex: "s = \\frac{\\max|x|}{2^{b-1} - 1}",
        numbers: `s = \\frac{${n(largest)}}{2^{${bits}-1} - 1} = \\frac{${n(largest)}}{${qmax}} = ${n(scale)}`,
      },
      {
        title: "Code",
        tex: `q = \\operatorname{clamp}\\!\\big(\\operatorname{round}(x / s),\\, -q_{\\max},\\, q_{\\max}\\big)`,
        numbers: `q = \\operatorname{clamp}\\!\\big(\\operatorname{round}(x / ${n(scale)}),\\, ${qmin},\\, ${qmax}\\big)`,
      },
      { title: "And back", tex: "\\hat{x} = s\\,q", numbers: `\\hat{x} = ${n(scale)}\\; q` },
    ];
  }
  const widened = zero === "deployable";
  const [low, high] = widened ? [Math.min(min, 0), Math.max(max, 0)] : [min, max];
  const [lowName, highName] = widened ? ["r_{\\min}", "r_{\\max}"] : ["x_{\\min}", "x_{\\max}"];
  const step: FormulaLine = {
    title: `Step, from the ends${ends}`,
    tex: `s = \\frac{${highName} - ${lowName}}{2^b - 1}`,
    numbers: `s = \\frac{${n(high)} - ${texOperand(low)}}{2^{${bits}} - 1} = \\frac{${n(high - low)}}{${qmax - qmin}} = ${n(scale)}`,
  };
  if (offset !== null) {
    return [
      step,
      {
        title: "Code",
        tex: "q = \\operatorname{round}\\!\\Big(\\frac{x - x_{\\min}}{s}\\Big)",
        numbers: `q = \\operatorname{round}\\!\\Big(\\frac{x - ${texOperand(offset)}}{${n(scale)}}\\Big)`,
      },
      {
        title: "And back",
        tex: "\\hat{x} = s\\,q + x_{\\min}",
        numbers: `\\hat{x} = ${n(scale)}\\; q ${offset < 0 ? "-" : "+"} ${n(Math.abs(offset))}`,
      },
    ];
  }
  return [
    ...(widened
      ? [
          {
            title: "Range, widened to hold zero",
            tex: "r_{\\min} = \\min(x_{\\min}, 0),\\quad r_{\\max} = \\max(x_{\\max}, 0)",
            numbers: `r_{\\min} = ${n(low)},\\quad r_{\\max} = ${n(high)}`,
          },
        ]
      : []),
    step,
    {
      title: "Zero point, a whole number",
      tex: `z = \\operatorname{round}\\!\\Big(\\frac{-${lowName}}{s}\\Big)`,
      numbers: `z = \\operatorname{round}\\!\\Big(\\frac{${n(0 - low)}}{${n(scale)}}\\Big) = \\operatorname{round}(${n(-low / scale)}) = ${z}`,
    },
    {
      title: "Code",
      tex: "q = \\operatorname{clamp}\\!\\big(\\operatorname{round}(x / s + z),\\, 0,\\, 2^b - 1\\big)",
      numbers: `q = \\operatorname{clamp}\\!\\big(\\operatorname{round}(x / ${n(scale)} ${z < 0 ? "-" : "+"} ${Math.abs(z)}),\\, ${qmin},\\, ${qmax}\\big)`,
    },
    {
      title: "And back",
      tex: "\\hat{x} = s\\,(q - z)",
      numbers: `\\hat{x} = ${n(scale)}\\,(q ${z < 0 ? "+" : "-"} ${Math.abs(z)})`,
    },
  ];
}

/** The formulas of the error over all values, with its numbers put in. */
export function errorFormulas(summary: MiniSummary, scales: number, step: number): FormulaLine[] {
  const { count, mse, meanSquare, maxAbsError, idealMse, sqnrDb } = summary;
  const largest = `\\max|x - \\hat{x}| = ${n(maxAbsError, 4)}`;
  return [
    {
      title: "Mean squared error",
      tex: "\\mathrm{MSE} = \\frac{1}{n}\\sum_i (x_i - \\hat{x}_i)^2",
      numbers: `\\mathrm{MSE} = \\frac{${n(mse * count, 4)}}{${count}} = ${n(mse, 4)}`,
    },
    {
      title: "Of an error spread evenly over one step",
      tex: "\\int_{-s/2}^{s/2} \\frac{e^2}{s}\\,\\mathrm{d}e = \\frac{s^2}{12}",
      numbers:
        scales === 1
          ? `\\frac{s^2}{12} = \\frac{(${n(step)})^2}{12} = ${n(idealMse, 4)}`
          : `\\overline{s^2}/12 = ${n(idealMse, 4)}\\quad\\text{(mean of ${scales} scales)}`,
    },
    {
      title: "Largest error",
      tex: "\\max|x - \\hat{x}| \\le \\frac{s}{2}\\quad\\text{unless clipped}",
      numbers: scales === 1 ? `${largest} = ${n(maxAbsError / step, 3)}\\,s` : largest,
    },
    {
      title: "Signal-to-quantization-noise ratio",
      tex: "\\mathrm{SQNR} = 10 \\log_{10} \\frac{\\sum_i x_i^2}{\\sum_i (x_i - \\hat{x}_i)^2}",
      ...(Number.isFinite(sqnrDb) && {
        numbers: `\\mathrm{SQNR} = 10 \\log_{10} \\frac{${n(meanSquare, 4)}}{${n(mse, 4)}} = ${n(sqnrDb, 4)}\\ \\mathrm{dB}`,
      }),
    },
  ];
}

interface StepLine {
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

/** A number in TeX with so many significant digits, as a power of ten where that is shorter. */
export function texNumber(value: number, digits = 5): string {
  if (value === 0) return "0";
  if (Number.isNaN(value)) return "\\text{not a number}";
  if (!Number.isFinite(value)) return value > 0 ? "\\infty" : "-\\infty";
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e7)
    return String(Number(value.toPrecision(Math.max(digits, wholeDigits(size)))));
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}\\cdot 10^{${Number(exponent)}}`;
}

/** Integers are never shortened. */
const wholeDigits = (size: number): number => (Number.isInteger(size) ? String(size).length : 1);

/** In brackets where it is negative, so that it can follow an operator. */
const texOperand = (value: number, digits = 5): string =>
  value < 0 ? `(${texNumber(value, digits)})` : texNumber(value, digits);
