import type { MiniGrid, MiniSettings } from "#lessons/mini/mini-experiment.ts";
import type { MiniSummary } from "#lessons/mini/mini-summary.ts";
import { texNumber, texOperand } from "./tex.ts";

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
