import { useId, useMemo, useState } from "react";
import type { ChannelLevels } from "#numerics/weights/channel-levels.ts";
import { formatCount, formatCounted, formatSmall } from "#words/format.ts";
import { logAxis } from "../axes/log-axis.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { ChartTooltip, type TooltipLine } from "../frame/ChartTooltip.tsx";
import { useWidth } from "../frame/use-width.ts";
import classes from "./ChannelLevelsChart.module.css";
import { drawnChannels, reachOf } from "./channel-order.ts";

/** One setting's levels of the layer. */
export interface LevelsSide {
  /** "A" or "B". */
  name: string;
  /** The setting in a few words. */
  label: string;
  colour: string;
  levels: ChannelLevels;
}

export interface ChannelLevelsChartProps {
  layer: string;
  /** One or two, of the same weights. */
  sides: readonly LevelsSide[];
}

const RANGES_HEIGHT = 132;
const STRIP_HEIGHT = 120;
const TITLE_HEIGHT = 26;
const FOOT_HEIGHT = 24;
const LEFT = 62;
const RIGHT = 8;
const QUIET = "var(--lab-quiet)";
const LINE = "var(--lab-line)";
/** Opacity of a level by how many of the channel's weights share it: one, up to 1/16, up to 1/4, more. */
const SHADES = [0.35, 0.55, 0.78, 1];

/**
 * Why one scale can be too few: the channels of a layer from the widest to the narrowest on a logarithmic scale with
 * what each setting's scales span, and below, for each setting, the integer levels that each channel's weights use.
 */
export function ChannelLevelsChart({ layer, sides }: ChannelLevelsChartProps) {
  const [box, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const hint = useId();
  const [{ levels: first }] = sides;
  const drawn = useMemo(() => drawnChannels(first), [first]);
  const column = Math.max(0, width - LEFT - RIGHT) / drawn.length;
  const height = RANGES_HEIGHT + sides.length * (TITLE_HEIGHT + STRIP_HEIGHT) + FOOT_HEIGHT;
  const axis = logAxis(
    drawn.flatMap((channel) => [
      reachOf(first, channel),
      ...sides.map(({ levels }) => gridReach(levels, channel)),
    ]),
  );
  const y = (value: number) =>
    RANGES_HEIGHT - ((axis.height(value) ?? 0) / axis.domain[1]) * (RANGES_HEIGHT - 12);
  const placeOf = (clientX: number, left: number) => {
    const place = Math.floor((clientX - left - LEFT) / column);
    return place >= 0 && place < drawn.length ? place : null;
  };
  const step = (key: string): number | null => {
    const last = drawn.length - 1;
    if (key === "Home") return 0;
    if (key === "End") return last;
    if (key === "ArrowRight") return at === null ? 0 : Math.min(at + 1, last);
    return at === null ? last : Math.max(at - 1, 0);
  };
  const chosen = at === null ? null : (drawn[at] ?? null);
  const shown = drawn.length < first.min.length ? `, ${formatCount(drawn.length)} of them drawn` : "";
  const label = `Integer levels used by the channels of ${layer}`;
  return (
    <ChartFrame
      label={label}
      height={height}
      legend={[
        { label: "Largest weight of a channel", colour: "var(--lab-fp32)" },
        ...sides.map(({ name, label: what, colour }) => ({ label: `${name}: ${what}`, colour })),
      ]}
      table={{
        caption: label,
        columns: [
          "Channel",
          "Largest weight",
          ...sides.flatMap(({ name }) => [`${name}: scale reaches`, `${name}: levels used`]),
        ],
        rows: drawn.map((channel) => [
          String(channel),
          formatSmall(reachOf(first, channel)),
          ...sides.flatMap(({ levels }) => [
            formatSmall(gridReach(levels, channel)),
            usedText(levels, channel),
          ]),
        ]),
        values: drawn.map((channel) => [
          channel,
          reachOf(first, channel),
          ...sides.flatMap(({ levels }) => [gridReach(levels, channel), levels.used[channel]]),
        ]),
      }}
    >
      <div
        ref={box}
        className={classes.picture}
        role="slider"
        tabIndex={0}
        aria-label={`Channel of ${layer}, the widest first`}
        aria-describedby={hint}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, drawn.length)}
        aria-valuenow={(at ?? 0) + 1}
        aria-valuetext={
          chosen === null
            ? "no channel looked at"
            : linesOf(sides, chosen)
                .map(({ label: what, value }) => `${what} ${value}`)
                .join(", ")
        }
        onKeyDown={(event) => {
          if (event.key === "Escape") return setAt(null);
          if (!/^(Arrow(Left|Right)|Home|End)$/.test(event.key)) return;
          event.preventDefault();
          setAt(step(event.key));
        }}
        onPointerMove={({ clientX, currentTarget }) =>
          setAt(placeOf(clientX, currentTarget.getBoundingClientRect().left))
        }
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
      >
        <svg width={width} height={height} aria-hidden>
          {axis.ticks.map((tick) => {
            const at = RANGES_HEIGHT - (tick / axis.domain[1]) * (RANGES_HEIGHT - 12);
            return (
              <g key={tick}>
                <path d={`M${LEFT},${at.toFixed(1)}H${width - RIGHT}`} stroke={LINE} />
                <text x={LEFT - 8} y={at + 4} textAnchor="end" fontSize={12} fill={QUIET}>
                  {axis.tickText(tick)}
                </text>
              </g>
            );
          })}
          <path
            d={drawn
              .map((channel, place) => {
                const reach = reachOf(first, channel);
                if (!(reach > 0)) return "";
                return `M${(LEFT + place * column).toFixed(1)},${RANGES_HEIGHT}V${y(reach).toFixed(1)}h${column.toFixed(2)}V${RANGES_HEIGHT}z`;
              })
              .join("")}
            fill="var(--lab-fp32)"
            fillOpacity={0.6}
          />
          {sides.map(({ name, colour, levels }, i) => (
            <path
              key={name}
              d={drawn
                .map((channel, place) => {
                  const top = y(gridReach(levels, channel)).toFixed(1);
                  return `${place === 0 ? "M" : "L"}${(LEFT + place * column).toFixed(1)},${top}h${column.toFixed(2)}`;
                })
                .join("")}
              fill="none"
              stroke={colour}
              strokeWidth={2}
              strokeDasharray={i === 0 ? undefined : "6 3"}
            />
          ))}
          {sides.map((side, i) => (
            <Strips
              key={side.name}
              side={side}
              drawn={drawn}
              column={column}
              width={width}
              top={RANGES_HEIGHT + i * (TITLE_HEIGHT + STRIP_HEIGHT)}
            />
          ))}
          <text x={LEFT} y={height - 6} fontSize={12} fill={QUIET}>
            {`${formatCounted(first.min.length, "channel")}${shown}, the widest first →`}
          </text>
          {at !== null && (
            <path
              d={`M${(LEFT + (at + 0.5) * column).toFixed(1)},0V${height - FOOT_HEIGHT}`}
              stroke="currentColor"
              strokeOpacity={0.6}
            />
          )}
        </svg>
        <span id={hint} hidden>
          Arrow keys step through the channels.
        </span>
        {at !== null && chosen !== null && (
          <div
            className={classes.tip}
            data-side={at > drawn.length / 2 ? "left" : "right"}
            style={{ left: LEFT + (at + 0.5) * column }}
          >
            <ChartTooltip title={`Channel ${chosen}`} lines={linesOf(sides, chosen)} />
          </div>
        )}
      </div>
    </ChartFrame>
  );
}

/** The largest magnitude that a level of the channel stands for. */
const gridReach = ({ gridMin, gridMax }: ChannelLevels, channel: number): number =>
  Math.max(-gridMin[channel], gridMax[channel]);

const usedText = ({ used, levelCount }: ChannelLevels, channel: number): string =>
  `${formatCount(used[channel])} of ${formatCount(levelCount)}`;

function linesOf(sides: readonly LevelsSide[], channel: number): TooltipLine[] {
  const [{ levels }] = sides;
  return [
    { label: "Largest weight", value: formatSmall(reachOf(levels, channel)), colour: "var(--lab-fp32)" },
    ...sides.map(({ name, colour, levels: own }) => ({
      label: `${name} uses`,
      value: `${usedText(own, channel)} levels`,
      colour,
    })),
  ];
}

interface StripsProps {
  side: LevelsSide;
  drawn: readonly number[];
  column: number;
  width: number;
  top: number;
}

/** For each channel a strip of the grid, filled where at least one weight uses the level: one path for each shade. */
function Strips({ side: { name, label, colour, levels }, drawn, column, width, top }: StripsProps) {
  const { counts, levelCount, lowest } = levels;
  const foot = top + TITLE_HEIGHT + STRIP_HEIGHT;
  const cell = STRIP_HEIGHT / levelCount;
  const paths = useMemo(() => {
    const parts: string[][] = SHADES.map(() => []);
    // A gap between columns and levels where both are wide enough to have one.
    const wide = (column > 4 ? column - 1 : column).toFixed(2);
    const high = (cell > 4 ? cell - 1 : cell).toFixed(2);
    drawn.forEach((channel, place) => {
      const x = (LEFT + place * column).toFixed(1);
      const row = counts.subarray(channel * levelCount, (channel + 1) * levelCount);
      const total = row.reduce((sum, count) => sum + count, 0);
      row.forEach((count, level) => {
        if (count === 0) return;
        const top = (foot - (level + 1) * cell).toFixed(2);
        parts[shadeOf(count, total)].push(`M${x},${top}h${wide}v${high}h-${wide}z`);
      });
    });
    return parts.map((part) => part.join(""));
  }, [counts, levelCount, drawn, column, cell, foot]);
  const ticks = [lowest, lowest < 0 ? 0 : lowest + (levelCount >> 1), lowest + levelCount - 1];
  return (
    <g>
      <text x={LEFT} y={top + 19} fontSize={12} fontWeight={650} fill="currentColor">
        {`${name}: ${label}`}
      </text>
      <rect
        x={LEFT}
        y={foot - STRIP_HEIGHT}
        width={Math.max(0, width - LEFT - RIGHT)}
        height={STRIP_HEIGHT}
        fill={LINE}
        fillOpacity={0.45}
      />
      {ticks.map((tick) => (
        <text
          key={tick}
          x={LEFT - 8}
          y={foot - (tick - lowest + 0.5) * cell + 4}
          textAnchor="end"
          fontSize={12}
          fill={QUIET}
        >
          {String(tick).replace("-", "\u2212")}
        </text>
      ))}
      {paths.map((path, shade) => (
        <path key={SHADES[shade]} d={path} fill={colour} fillOpacity={SHADES[shade]} />
      ))}
    </g>
  );
}

function shadeOf(count: number, total: number): number {
  if (count * 4 > total) return 3;
  if (count * 16 > total) return 2;
  return count > 1 ? 1 : 0;
}
