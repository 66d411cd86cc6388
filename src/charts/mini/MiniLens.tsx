import { tickText } from "../axes/nice-ticks.ts";
import { stepText } from "../axes/step-text.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { useWidth } from "../frame/use-width.ts";
import type { LineValue } from "./MiniNumberLine.tsx";

export interface MiniLensProps {
  /** "A" or "B" where there are two. */
  name: string;
  looked: LineValue;
  /** What the codes from `firstCode` on stand for, ascending. */
  levels: ArrayLike<number>;
  firstCode: number;
}

const HEIGHT = 112;
const MARGIN = 18;
const [ABOVE, AXIS] = [30, 66];
/** Steps to either side that are drawn, and beyond which a clipped value stands at the edge. */
const REACH = 2.6;
const FARTHEST = 5;
const BEFORE = "var(--lab-fp32)";
const AFTER = "var(--lab-quantized)";
const QUIET = "var(--lab-quiet)";

/** The codes about one value: those half a step around a code are rounded to it. */
export function MiniLens({ name, looked: { x, code, value }, levels, firstCode }: MiniLensProps) {
  const [box, width] = useWidth();
  const step = levels[1] - levels[0];
  const beyond = Math.max(-FARTHEST, Math.min(FARTHEST, (x - value) / step));
  const low = Math.min(-REACH, beyond - 0.4);
  const high = Math.max(REACH, beyond + 0.4);
  /** Of a distance from the code in steps, in pixels. */
  const at = (steps: number) => MARGIN + ((steps - low) / (high - low)) * (width - 2 * MARGIN);
  const inView = Array.from(levels, (level, i) => ({
    code: firstCode + i,
    level,
    steps: firstCode + i - code,
  })).filter(({ steps }) => steps >= low && steps <= high);
  const label = `Zoomed in on the value${name && `, ${name}`}`;
  const [from, to] = [at(beyond), at(0)];
  const text = (each: number) => stepText(each, step);
  return (
    <ChartFrame
      label={label}
      height={HEIGHT}
      table={{
        caption: `${label}: codes about ${text(x)}`,
        columns: ["Code", "Stands for", "Distance from x in steps"],
        rows: inView.map((each) => [String(each.code), text(each.level), tickText((each.level - x) / step)]),
        values: inView.map((each) => [each.code, each.level, (each.level - x) / step]),
      }}
    >
      <div ref={box}>
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          <rect
            x={at(-0.5)}
            width={at(0.5) - at(-0.5)}
            y={AXIS - 13}
            height={26}
            fill={AFTER}
            fillOpacity={0.16}
          />
          <path d={`M0,${AXIS}H${width}`} stroke="var(--lab-line)" strokeWidth={1.5} />
          {inView.map((each) => (
            <g key={each.code}>
              <path d={`M${at(each.steps)},${AXIS - 9}v18`} stroke={AFTER} strokeWidth={2} />
              <text
                x={at(each.steps)}
                y={AXIS + 25}
                textAnchor="middle"
                fontSize={each.steps === 0 ? 13 : 12}
                fontWeight={each.steps === 0 ? 650 : 400}
                fill={each.steps === 0 ? AFTER : QUIET}
              >
                {tickText(each.code)}
              </text>
              <text x={at(each.steps)} y={AXIS + 40} textAnchor="middle" fontSize={11} fill={QUIET}>
                {text(each.level)}
              </text>
            </g>
          ))}
          <path d={`M${from},${ABOVE}L${to},${AXIS}`} stroke="currentColor" strokeWidth={2} fill="none" />
          <circle cx={from} cy={ABOVE} r={5.5} fill={BEFORE} />
          <circle cx={to} cy={AXIS} r={5.5} fill={AFTER} />
          <text
            x={Math.min(Math.max(from, 50), width - 50)}
            y={ABOVE - 13}
            textAnchor="middle"
            fontSize={12}
            fontWeight={650}
            fill={BEFORE}
          >
            x = {text(x)}
          </text>
        </svg>
      </div>
    </ChartFrame>
  );
}
