import { type PictureTarget, resizeAxes, type Taps } from "./resize-axis.ts";
import { type ResizeRow, rowResizer } from "./resize-row.ts";

interface Size {
  width: number;
  height: number;
}

/** All of a resize that depends on the two sizes alone. */
export interface ResizePlan {
  /** The rectangle of the source that is needed. */
  needs: { x: number; y: number; width: number; height: number };
  resizeRow: ResizeRow;
  /** Output pixels of a row that lie on the picture. */
  columns: number;
  /** One for each output row on the picture, of the needed source rows. */
  rowTaps: readonly Taps[];
  /** Most source rows that one output row is made of. */
  depth: number;
  /** Most output rows that one source row has a part in. */
  overlap: number;
  /** Where the output on the picture starts, in pixels. */
  start: number;
}

let last: { key: string; plan: ResizePlan } | null = null;

/** The plan for two sizes. The last one is kept: the pictures of a set often have one size. */
export function resizePlan(source: Size, target: PictureTarget): ResizePlan {
  const key = [source.width, source.height, target.width, target.height, target.resize].join();
  if (last?.key !== key) last = { key, plan: madeFor(source, target) };
  return last.plan;
}

function madeFor(source: Size, target: PictureTarget): ResizePlan {
  const { columns, rows } = resizeAxes(source, target);
  return {
    needs: { x: columns.first, y: rows.first, width: columns.count, height: rows.count },
    resizeRow: rowResizer(columns),
    columns: columns.taps.length,
    rowTaps: rows.taps,
    depth: rows.taps.reduce((most, { weights }) => Math.max(most, weights.length), 1),
    overlap: overlapOf(rows.taps),
    start: rows.from * target.width + columns.from,
  };
}

function overlapOf(taps: readonly Taps[]): number {
  let most = 1;
  for (let i = 0, ahead = 0; i < taps.length; i++) {
    const last = taps[i].from + taps[i].weights.length - 1;
    while (ahead < taps.length && taps[ahead].from <= last) ahead++;
    most = Math.max(most, ahead - i);
  }
  return most;
}
