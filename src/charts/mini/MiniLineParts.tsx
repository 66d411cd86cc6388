const LINE = "var(--lab-line)";
/** Closer together than this, in pixels, ticks become a comb of lower teeth. */
const COMB = 5;

/** A horizontal axis with its name above the left end. */
export function LineAxis({ y, width, title }: { y: number; width: number; title: string }) {
  return (
    <>
      <path d={`M0,${y}H${width}`} stroke={LINE} strokeWidth={1.5} />
      <text x={0} y={y - 13} fontSize={11} fill="var(--lab-quiet)">
        {title}
      </text>
    </>
  );
}

export interface GridTicksProps {
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
