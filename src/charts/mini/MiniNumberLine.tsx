import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { stepText } from "../axes/step-text.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { useWidth } from "../frame/use-width.ts";

export interface LineValue {
  x: number;
  code: number;
  value: number;
}

export interface MiniNumberLineProps {
  /** "A" or "B" where there are two. */
  name: string;
  values: LineValue[];
  looked: LineValue;
  /** What the codes from `firstCode` on stand for, ascending. */
  levels: ArrayLike<number>;
  firstCode: number;
  domain: [number, number];
  onLook: (x: number) => void;
}

const HEIGHT = 236;
const MARGIN = 14;
const [TOP, MIDDLE, FOOT] = [44, 112, 188];
const BEFORE = "var(--lab-fp32)";
const AFTER = "var(--lab-quantized)";
const QUIET = "var(--lab-quiet)";
/** Room that a code's label needs, in pixels. */
const LABEL_ROOM = 34;

/** Some values on their way from the real line to the nearest code and back; arrow keys or the pointer choose one. */
export function MiniNumberLine(props: MiniNumberLineProps) {
  const { name, values, looked, levels, firstCode, domain, onLook } = props;
  const [box, width] = useWidth();
  const [low, high] = domain;
  const at = (value: number) => MARGIN + ((value - low) / (high - low)) * (width - 2 * MARGIN);
  const label = `FP32 → integer → FP32${name && `, ${name}`}`;
  const text = (value: number) => stepText(value, levels[1] - levels[0]);
  const words = ({ x, code, value }: LineValue) => `${text(x)} → ${tickText(code)} → ${text(value)}`;
  const places = values.map(({ x }) => x);
  const lookBy = (key: string): number | undefined => {
    if (key === "ArrowRight" || key === "ArrowUp") return places.find((x) => x > looked.x);
    if (key === "ArrowLeft" || key === "ArrowDown") return places.findLast((x) => x < looked.x);
    if (key === "Home") return places[0];
    return key === "End" ? places[places.length - 1] : undefined;
  };
  const path = ({ x, code, value }: LineValue) =>
    `M${at(x)},${TOP + 5}L${at(levels[code - firstCode])},${MIDDLE - 9}M${at(value)},${MIDDLE + 27}V${FOOT - 6}`;
  return (
    <ChartFrame
      label={label}
      height={HEIGHT}
      legend={[
        { label: "FP32", colour: BEFORE },
        { label: "Code, and what it stands for", colour: AFTER },
      ]}
      table={{
        caption: `${label}: the values drawn`,
        columns: ["x", "Code", "x̂", "Error"],
        rows: values.map(({ x, code, value }) => [text(x), String(code), text(value), text(x - value)]),
        values: values.map(({ x, code, value }) => [x, code, value, x - value]),
      }}
    >
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label={`Value looked at${name && `, ${name}`}`}
        aria-valuemin={values[0]?.x ?? looked.x}
        aria-valuemax={values[values.length - 1]?.x ?? looked.x}
        aria-valuenow={looked.x}
        aria-valuetext={words(looked)}
        onKeyDown={(event) => {
          if (!/^(Arrow|Home|End)/.test(event.key)) return;
          event.preventDefault();
          const next = lookBy(event.key);
          if (next !== undefined) onLook(next);
        }}
        onPointerMove={(event) => {
          const pointed = event.clientX - event.currentTarget.getBoundingClientRect().left;
          const near = values.filter(({ x }) => Math.abs(at(x) - pointed) < 14);
          near.sort((a, b) => Math.abs(at(a.x) - pointed) - Math.abs(at(b.x) - pointed));
          if (near.length > 0 && near[0].x !== looked.x) onLook(near[0].x);
        }}
      >
        <svg width={width} height={HEIGHT} aria-hidden>
          <LineAxis y={TOP} width={width} title="FP32" />
          <LineAxis y={MIDDLE} width={width} title="Integer codes" />
          <LineAxis y={FOOT} width={width} title="FP32 again" />
          <GridTicks levels={levels} at={at} y={MIDDLE} colour={AFTER} />
          <GridTicks levels={levels} at={at} y={FOOT} colour={AFTER} />
          {codeLabels(levels, firstCode, at, at(levels[looked.code - firstCode])).map(({ code, place }) => (
            <text key={code} x={place} y={MIDDLE + 21} textAnchor="middle" fontSize={11} fill={QUIET}>
              {tickText(code)}
            </text>
          ))}
          {niceTicks(low, high, Math.max(5, width / 110)).map((tick) => (
            <text key={tick} x={at(tick)} y={FOOT + 40} textAnchor="middle" fontSize={11} fill={QUIET}>
              {tickText(tick)}
            </text>
          ))}
          {values.map((each) => (
            <g key={each.x} opacity={each.x === looked.x ? 0 : 0.55}>
              <path d={path(each)} stroke={QUIET} fill="none" />
              <circle cx={at(each.x)} cy={TOP} r={4} fill={BEFORE} />
              <circle cx={at(each.value)} cy={FOOT} r={4} fill={AFTER} />
            </g>
          ))}
          <Looked looked={looked} at={at} text={text} path={path(looked)} width={width} />
        </svg>
      </div>
    </ChartFrame>
  );
}

interface LookedProps {
  looked: LineValue;
  at: (value: number) => number;
  text: (value: number) => string;
  path: string;
  width: number;
}

function Looked({ looked: { x, code, value }, at, text, path, width }: LookedProps) {
  const label = (place: number, y: number, words: string, fill: string) => (
    <text
      x={Math.min(Math.max(place, 24), width - 24)}
      y={y}
      textAnchor="middle"
      fontSize={13}
      fontWeight={650}
      fill={fill}
      stroke="var(--lab-surface)"
      strokeWidth={4}
      paintOrder="stroke"
    >
      {words}
    </text>
  );
  return (
    <g>
      <path d={path} stroke="currentColor" strokeWidth={2} fill="none" />
      <circle cx={at(x)} cy={TOP} r={6} fill={BEFORE} />
      <circle cx={at(value)} cy={FOOT} r={6} fill={AFTER} />
      {label(at(x), TOP - 12, text(x), BEFORE)}
      {label(at(value), MIDDLE + 22, tickText(code), AFTER)}
      {label(at(value), FOOT + 21, text(value), AFTER)}
    </g>
  );
}

/** Codes with room for their names: the ends first, then every so many, none beside the one looked at. */
function codeLabels(
  levels: ArrayLike<number>,
  firstCode: number,
  at: (value: number) => number,
  taken: number,
): { code: number; place: number }[] {
  const shown: { code: number; place: number }[] = [];
  const add = (i: number) => {
    const place = at(levels[i]);
    const isFree = [taken, ...shown.map((each) => each.place)].every(
      (other) => Math.abs(other - place) >= LABEL_ROOM,
    );
    if (isFree) shown.push({ code: firstCode + i, place });
  };
  add(0);
  add(levels.length - 1);
  for (const code of niceTicks(firstCode, firstCode + levels.length - 1, 16))
    if (Number.isInteger(code)) add(code - firstCode);
  return shown;
}

const LINE = "var(--lab-line)";
/** Closer together than this, in pixels, ticks become a comb of lower teeth. */
const COMB = 5;

/** A horizontal axis with its name above the left end. */
function LineAxis({ y, width, title }: { y: number; width: number; title: string }) {
  return (
    <>
      <path d={`M0,${y}H${width}`} stroke={LINE} strokeWidth={1.5} />
      <text x={0} y={y - 13} fontSize={11} fill="var(--lab-quiet)">
        {title}
      </text>
    </>
  );
}

interface GridTicksProps {
  levels: ArrayLike<number>;
  /** Where a value lies, in pixels. */
  at: (value: number) => number;
  y: number;
  colour: string;
}

/** A tick for each value of a grid, as one path. */
export function GridTicks({ levels, at, y, colour }: GridTicksProps) {
  const places = Array.from(levels, at);
  const closest = places.reduce(
    (least, place, i) => (i === 0 ? least : Math.min(least, place - places[i - 1])),
    Number.POSITIVE_INFINITY,
  );
  const half = closest < COMB ? 4 : 7;
  const path = places.map((place) => `M${place.toFixed(1)},${y - half}v${2 * half}`).join("");
  return <path d={path} stroke={colour} strokeWidth={closest < COMB ? 0.8 : 1.5} opacity={0.75} />;
}
