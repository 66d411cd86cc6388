/** Lanes beside the main line; what would need more is left out of the picture. */
const MOST_LANES = 3;

/** What the list draws in front of one layer: the main line, and the branches that start, pass or join here. */
export interface BranchRow {
  /** Reads what the layer above it computes. */
  isFollowing: boolean;
  /** The next layer reads it. */
  isFollowed: boolean;
  lanes: { lane: number; part: "start" | "through" | "end" }[];
}

interface Branch {
  from: number;
  to: number;
}

/**
 * The branches of a network listed in the order of its graph: each way from a layer to one further down that it
 * reaches past the layers between them gets the first lane that is free all along.
 */
export function branchRows(layers: readonly { name: string; from: readonly string[] }[]): BranchRow[] {
  const places = new Map(layers.map(({ name }, place) => [name, place]));
  const rows: BranchRow[] = layers.map(() => ({ isFollowing: false, isFollowed: false, lanes: [] }));
  const branches: Branch[] = [];
  layers.forEach(({ from }, to) => {
    for (const name of from) {
      const place = places.get(name) ?? to;
      if (place === to - 1) {
        rows[to].isFollowing = true;
        rows[place].isFollowed = true;
      } else if (place < to) branches.push({ from: place, to });
    }
  });
  const freeFrom = new Array<number>(MOST_LANES).fill(0);
  for (const { from, to } of branches.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const lane = freeFrom.findIndex((free) => free <= from);
    if (lane < 0) continue;
    freeFrom[lane] = to;
    rows[from].lanes.push({ lane, part: "start" });
    for (let place = from + 1; place < to; place++) rows[place].lanes.push({ lane, part: "through" });
    rows[to].lanes.push({ lane, part: "end" });
  }
  return rows;
}

/** How many lanes the widest place of the list takes. */
export const laneCount = (rows: readonly BranchRow[]): number =>
  rows.reduce((most, { lanes }) => lanes.reduce((all, { lane }) => Math.max(all, lane + 1), most), 0);
