/** Props that all charts give their axes and grid, so that they look alike. */
const TICK = { fill: "var(--lab-quiet)", fontSize: 12 };
export const X_AXIS = { tick: TICK, axisLine: { stroke: "var(--lab-line)" }, tickLine: false };
export const Y_AXIS = { tick: TICK, axisLine: false, tickLine: false };
/** The x axis of charts whose bars are counted off in `place`. */
export const PLACE_AXIS = {
  ...X_AXIS,
  dataKey: "place",
  interval: "equidistantPreserveStart" as const,
  height: 38,
};
/** Lines both ways. */
export const GRID_LINES = { stroke: "var(--lab-line)" };
/** Level lines only. Left to itself the grid measures the text of every tick of the x axis all the same. */
export const GRID = { ...GRID_LINES, vertical: false, verticalCoordinatesGenerator: (): number[] => [] };
export const CURSOR = { fill: "var(--lab-line)", opacity: 0.5 };

const TITLE = { fill: "var(--lab-quiet)", fontSize: 12 };

/** An axis title with its unit, beside the y axis. */
export const yTitle = (value: string) => ({
  value,
  angle: -90,
  position: "insideLeft" as const,
  style: { ...TITLE, textAnchor: "middle" as const },
});

/** An axis title with its unit, below the x axis. */
export const xTitle = (value: string) => ({
  value,
  position: "insideBottom" as const,
  offset: 0,
  style: TITLE,
});
