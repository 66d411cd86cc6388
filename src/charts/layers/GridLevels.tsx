import { usePlotArea, useXAxisScale } from "recharts";

/** More lines than this would fill the picture: they become a comb at its foot. */
const MOST_LINES = 40;
const TEETH = 7;
/** Teeth closer together, in pixels, would be a bar. */
const LEAST_GAP = 2.2;

/** The values that codes stand for, as lines through a histogram; a part of its drawing. */
export function GridLevels({ levels }: { levels: ArrayLike<number> }) {
  const x = useXAxisScale();
  const plot = usePlotArea();
  if (!x || !plot || levels.length === 0) return null;
  const isComb = levels.length > MOST_LINES;
  if (isComb && Math.abs(Number(x(levels[1])) - Number(x(levels[0]))) < LEAST_GAP) return null;
  const height = isComb ? TEETH : plot.height;
  const path = Array.from(levels, (level) => {
    const at = Number(x(level));
    const isInside = at >= plot.x && at <= plot.x + plot.width;
    return isInside ? `M${at.toFixed(1)},${plot.y + plot.height - height}v${height}` : "";
  }).join("");
  return (
    <path
      d={path}
      fill="none"
      stroke="var(--lab-quantized)"
      strokeOpacity={isComb ? 0.7 : 0.4}
      strokeDasharray={isComb ? undefined : "2 3"}
    />
  );
}
