import { useId, useMemo, useState } from "react";
import type { LayerGridUse } from "#numerics/weights/channel-levels.ts";
import { formatCount, formatCounted, formatSmall } from "#words/format.ts";
import { logAxis } from "../axes/log-axis.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { ChartTooltip, type TooltipLine } from "../frame/ChartTooltip.tsx";
import { useWidth } from "../frame/use-width.ts";
import classes from "./ChannelLevelsChart.module.css";

/** A setting beside what it makes of the layer. */
export interface DrawnSetting {
  /** "A" or "B". */
  name: string;
  /** The setting in a few words. */
  label: string;
  colour: string;
  levels: LayerGridUse;
}

export interface ChannelLevelsChartProps {
  layer: string;
  /** Output channels of the layer. */
  total: number;
  /** Indices of those drawn, the widest first. */
  channels: ArrayLike<number>;
  /** One or two; the heights are those of the first one's weights. */
  settings: readonly DrawnSetting[];
}

const RANGES_HEIGHT = 132;
/** Room above the widest channel. */
const TOP = 12;
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
export function ChannelLevelsChart({ layer, total, channels, settings }: ChannelLevelsChartProps) {
  const [box, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const hint = useId();
  const count = channels.length;
  const { reach } = settings[0].levels;
  const column = Math.max(0, width - LEFT - RIGHT) / Math.max(1, count);
  const height = RANGES_HEIGHT + settings.length * (TITLE_HEIGHT + STRIP_HEIGHT) + FOOT_HEIGHT;
  const axis = logAxis([...reach, ...settings.flatMap(({ levels }) => [...levels.gridReach])]);
  const heightOf = (tick: number) => RANGES_HEIGHT - (tick / axis.domain[1]) * (RANGES_HEIGHT - TOP);
  const y = (value: number) => heightOf(axis.height(value) ?? 0);
  const placeOf = (clientX: number, left: number) => {
    const place = Math.floor((clientX - left - LEFT) / column);
    return place >= 0 && place < count ? place : null;
  };
  const step = (key: string): number => {
    const last = count - 1;
    if (key === "Home") return 0;
    if (key === "End") return last;
    if (key === "ArrowRight") return at === null ? 0 : Math.min(at + 1, last);
    return at === null ? last : Math.max(at - 1, 0);
  };
  const drawn = count < total ? `, ${formatCount(count)} of them drawn` : "";
  const label = `Integer levels used by the channels of ${layer}`;
  const places = Array.from({ length: count }, (_, place) => place);
  return (
    <ChartFrame
      label={label}
      height={height}
      legend={[
        { label: "Largest weight of a channel", colour: "var(--lab-fp32)" },
        ...settings.map(({ name, label: what, colour }) => ({ label: `${name}: ${what}`, colour })),
      ]}
      table={{
        caption: label,
        columns: [
          "Channel",
          "Largest weight",
          ...settings.flatMap(({ name }) => [`${name}: scale reaches`, `${name}: levels used`]),
        ],
        rows: places.map((place) => [
          String(channels[place]),
          formatSmall(reach[place]),
          ...settings.flatMap(({ levels }) => [
            formatSmall(levels.gridReach[place]),
            usedText(levels, place),
          ]),
        ]),
        values: places.map((place) => [
          channels[place],
          reach[place],
          ...settings.flatMap(({ levels }) => [levels.gridReach[place], levels.used[place]]),
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
        aria-valuemax={Math.max(1, count)}
        aria-valuenow={(at ?? 0) + 1}
        aria-valuetext={
          at === null
            ? "no channel looked at"
            : [
                `Channel ${channels[at]}`,
                ...linesOf(settings, at).map(({ label: what, value }) => `${what} ${value}`),
              ].join(", ")
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
          {axis.ticks.map((tick) => (
            <g key={tick}>
              <path d={`M${LEFT},${heightOf(tick).toFixed(1)}H${width - RIGHT}`} stroke={LINE} />
              <text x={LEFT - 8} y={heightOf(tick) + 4} textAnchor="end" fontSize={12} fill={QUIET}>
                {axis.tickText(tick)}
              </text>
            </g>
          ))}
          <path
            d={places
              .map((place) => {
                if (!(reach[place] > 0)) return "";
                const x = (LEFT + place * column).toFixed(1);
                return `M${x},${RANGES_HEIGHT}V${y(reach[place]).toFixed(1)}h${column.toFixed(2)}V${RANGES_HEIGHT}z`;
              })
              .join("")}
            fill="var(--lab-fp32)"
            fillOpacity={0.6}
          />
          {settings.map(({ name, colour, levels }, i) => (
            <path
              key={name}
              d={places
                .map((place) => {
                  const top = y(levels.gridReach[place]).toFixed(1);
                  return `${place === 0 ? "M" : "L"}${(LEFT + place * column).toFixed(1)},${top}h${column.toFixed(2)}`;
                })
                .join("")}
              fill="none"
              stroke={colour}
              strokeWidth={2}
              strokeDasharray={i === 0 ? undefined : "6 3"}
            />
          ))}
          {settings.map((setting, i) => (
            <Strips
              key={setting.name}
              setting={setting}
              count={count}
              column={column}
              width={width}
              top={RANGES_HEIGHT + i * (TITLE_HEIGHT + STRIP_HEIGHT)}
            />
          ))}
          <text x={LEFT} y={height - 6} fontSize={12} fill={QUIET}>
            {`${formatCounted(total, "channel")}${drawn}, the widest first →`}
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
        {at !== null && (
          <div
            className={classes.tip}
            data-side={at > count / 2 ? "left" : "right"}
            style={{ left: LEFT + (at + 0.5) * column }}
          >
            <ChartTooltip title={`Channel ${channels[at]}`} lines={linesOf(settings, at)} />
          </div>
        )}
      </div>
    </ChartFrame>
  );
}

const usedText = ({ used, levelCount }: LayerGridUse, place: number): string =>
  `${formatCount(used[place])} of ${formatCount(levelCount)}`;

function linesOf(settings: readonly DrawnSetting[], place: number): TooltipLine[] {
  return [
    {
      label: "Largest weight",
      value: formatSmall(settings[0].levels.reach[place]),
      colour: "var(--lab-fp32)",
    },
    ...settings.map(({ name, colour, levels }) => ({
      label: `${name} uses`,
      value: `${usedText(levels, place)} levels`,
      colour,
    })),
  ];
}

interface StripsProps {
  setting: DrawnSetting;
  count: number;
  column: number;
  width: number;
  top: number;
}

/** For each channel a strip of the grid, filled where at least one weight uses the level: one path for each shade. */
function Strips({ setting: { name, label, colour, levels }, count, column, width, top }: StripsProps) {
  const { counts, levelCount, lowest } = levels;
  const foot = top + TITLE_HEIGHT + STRIP_HEIGHT;
  const cell = STRIP_HEIGHT / levelCount;
  const paths = useMemo(() => {
    const parts: string[][] = SHADES.map(() => []);
    // A gap between columns and levels where both are wide enough to have one.
    const wide = (column > 4 ? column - 1 : column).toFixed(2);
    const high = (cell > 4 ? cell - 1 : cell).toFixed(2);
    for (let place = 0; place < count; place++) {
      const x = (LEFT + place * column).toFixed(1);
      const row = counts.subarray(place * levelCount, (place + 1) * levelCount);
      const total = row.reduce((sum, weights) => sum + weights, 0);
      row.forEach((weights, level) => {
        if (weights === 0) return;
        const top = (foot - (level + 1) * cell).toFixed(2);
        parts[shadeOf(weights, total)].push(`M${x},${top}h${wide}v${high}h-${wide}z`);
      });
    }
    return parts.map((part) => part.join(""));
  }, [counts, levelCount, count, column, cell, foot]);
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

function shadeOf(weights: number, total: number): number {
  if (weights * 4 > total) return 3;
  if (weights * 16 > total) return 2;
  return weights > 1 ? 1 : 0;
}
