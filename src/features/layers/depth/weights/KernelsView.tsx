import { Pagination } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import type { LayerKernels } from "#protocol/layer-explorer.ts";
import { formatCount, formatSmall } from "#words/format.ts";
import type { LayerDepthProps } from "../../explored-layers.ts";
import { useAnswer } from "../../use-answer.ts";
import { useAskedWeights } from "../../use-asked-recipe.ts";
import depth from "../LayerDepth.module.css";
import { Shown } from "../Shown.tsx";
import { usePalette } from "../use-palette.ts";
import { KernelCard } from "./KernelCard.tsx";
import classes from "./KernelsView.module.css";
import { difference } from "./kernel-pictures.ts";

const PAGE_SIZE = 24;

/** The kernels of a convolution as pictures: before, after, and what changed. */
export function KernelsView({ layer: { info } }: LayerDepthProps) {
  const asked = useAskedWeights();
  const [place, setPlace] = useState({ layer: info.name, page: 1 });
  const page = place.layer === info.name ? place.page : 1;
  const question = useMemo(
    () =>
      asked && info.weightShape
        ? { recipe: asked.recipe, layer: info.name, first: (page - 1) * PAGE_SIZE, count: PAGE_SIZE }
        : null,
    [asked, info, page],
  );
  const answer = useAnswer("layer.kernels", question);
  if (!info.weightShape)
    return <p className={depth.quiet}>This layer has no weights, and so no kernels to draw.</p>;
  return (
    <Shown
      answer={answer}
      height={520}
      none={
        <p className={depth.quiet}>
          {info.op.startsWith("Conv")
            ? "Its kernels are a single weight per input channel: as pictures they would be one square each."
            : "This layer is a matrix product: its weights have no place in the picture, and so no kernels to draw."}
        </p>
      }
    >
      {(kernels) => (
        <>
          <Kernels kernels={kernels} />
          {kernels.total > PAGE_SIZE && (
            <Pagination
              size="sm"
              total={Math.ceil(kernels.total / PAGE_SIZE)}
              value={page}
              onChange={(next) => setPlace({ layer: info.name, page: next })}
              getControlProps={(control) => ({ "aria-label": `${control} page` })}
              getItemProps={(item) => ({ "aria-label": `Page ${item}` })}
            />
          )}
        </>
      )}
    </Shown>
  );
}

const Kernels = memo(function Kernels({ kernels }: { kernels: LayerKernels }) {
  const palette = usePalette();
  const { first, count, total, channels, inputChannels, height, width, fp32, quantized, largest } = kernels;
  const change = useMemo(() => difference(fp32, quantized), [fp32, quantized]);
  const places = Array.from({ length: count }, (_, i) => first + i);
  const size = channels * height * width;
  const of = (values: Float32Array, i: number) => values.subarray(i * size, (i + 1) * size);
  const shown =
    channels === 3
      ? "its three input channels as red, green and blue, grey is zero"
      : inputChannels > 1
        ? `the first of ${formatCount(inputChannels)} input channels`
        : "its one input channel";
  return (
    <section aria-label="Kernels before and after">
      <p className={depth.text}>
        Kernels {formatCount(first)} to {formatCount(first + count - 1)} of {formatCount(total)}, {height}×
        {width} each, {shown}. From left to right: FP32, quantized, difference.
      </p>
      {channels === 1 && largest > 0 && (
        <div className={classes.legend}>
          <span>−{formatSmall(largest)}</span>
          <span
            className={classes.ramp}
            role="img"
            aria-label="Colours from negative over zero to positive"
          />
          <span>{formatSmall(largest)}</span>
        </div>
      )}
      <p className={depth.quiet}>
        {change.largest > 0
          ? `The difference has a scale of its own: full colour is ±${formatSmall(change.largest)}.`
          : "Nothing changed: the difference is zero throughout."}
      </p>
      <ul className={classes.grid}>
        {places.map((place, i) => (
          <KernelCard
            key={place}
            place={place}
            shape={{ channels, height, width }}
            pictures={[
              { name: "FP32", values: of(fp32, i), largest },
              { name: "quantized", values: of(quantized, i), largest },
              { name: "difference", values: of(change.values, i), largest: change.largest },
            ]}
            palette={palette}
          />
        ))}
      </ul>
    </section>
  );
});
