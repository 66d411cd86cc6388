import type { BranchRow } from "./branch-lanes.ts";
import classes from "./LayerList.module.css";

const MAIN = 6;
const LANE = 8;

/** Width of the lines in front of the names, in pixels. */
export const branchWidth = (lanes: number): number => MAIN * 2 + lanes * LANE;

/** The main line through one row and the branches that leave it, pass it or join it here. */
export function BranchLines({ row, lanes, height }: { row: BranchRow; lanes: number; height: number }) {
  const middle = height / 2;
  const x = (lane: number) => MAIN + (lane + 1) * LANE;
  const main = `${row.isFollowing ? `M${MAIN},0V${middle}` : ""}${row.isFollowed ? `M${MAIN},${middle}V${height}` : ""}`;
  const branches = row.lanes.map(({ lane, part }) => {
    if (part === "through") return `M${x(lane)},0V${height}`;
    const end = part === "start" ? height : 0;
    return `M${MAIN},${middle}C${x(lane)},${middle} ${x(lane)},${middle} ${x(lane)},${end}`;
  });
  return (
    <svg className={classes.branches} width={branchWidth(lanes)} height={height} aria-hidden>
      <path d={main + branches.join("")} fill="none" stroke="currentColor" strokeWidth={1.5} />
      <circle cx={MAIN} cy={middle} r={2.6} fill="currentColor" />
    </svg>
  );
}
