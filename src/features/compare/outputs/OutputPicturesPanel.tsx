import { Pagination, Select, Skeleton } from "@mantine/core";
import { useEffect, useMemo } from "react";
import type { OutputPictures } from "#protocol/messages.ts";
import { drawIndices } from "#statistics/sampling.ts";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { isOfLoaded } from "#store/workspace/of-loaded.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import { VariantName } from "#ui/VariantName.tsx";
import { formatSmall } from "#words/format.ts";
import { variantLabel } from "#words/recipe-words.ts";
import classes from "./OutputPicturesPanel.module.css";
import { isPicture } from "./picture-outputs.ts";

const TITLE = "Pictures that the model gives";

/** The pictures that a run evaluated, in the order of their indices. */
function evaluatedIndices(latest: RunRecord | null, total: number): Uint32Array {
  if (!latest) return new Uint32Array();
  const { count, seed } = latest.result.recipe.evaluation;
  return drawIndices(total, count, seed).sort();
}

/** An output that is a picture, as FP32 and the quantized model give it, and their difference. */
export function OutputPicturesPanel() {
  const state = useLab((lab) => ({
    latest: lab.latest,
    loaded: isOfLoaded(lab.latest, lab),
    total: lab.data?.evaluationCount ?? 0,
    choice: lab.outputChoice,
    shown: lab.outputPictures,
    failure: lab.outputFailure,
    chooseOutput: lab.chooseOutput,
    refreshOutput: lab.refreshOutput,
  }));
  const { latest, loaded, total, choice, shown, failure, chooseOutput, refreshOutput } = state;
  const outputs = useMemo(() => latest?.result.outputs.filter(isPicture) ?? [], [latest]);
  const evaluated = useMemo(() => evaluatedIndices(latest, total), [latest, total]);
  const at = choice === null ? -1 : evaluated.indexOf(choice.index);
  const known = at >= 0 && outputs.some(({ name }) => name === choice?.output);
  const first = outputs.at(0)?.name;
  useEffect(() => {
    if (first === undefined || !loaded || evaluated.length === 0) return;
    if (known) refreshOutput();
    else chooseOutput({ index: evaluated[0], output: first });
  }, [first, loaded, known, evaluated, chooseOutput, refreshOutput]);
  if (!latest || outputs.length === 0) return null;
  if (!loaded)
    return (
      <Panel title={TITLE}>
        <p className={classes.note}>
          The model or the images of this run are not the ones that are open. Press Run to see the pictures of
          those.
        </p>
      </Panel>
    );
  if (!choice || !known) return null;
  const label = variantLabel(latest.result.recipe);
  const isOld = shown?.of !== choice;
  return (
    <Panel
      title={TITLE}
      note="The same picture through both models; the difference is drawn from black, none, to white, the largest."
      aside={
        outputs.length > 1 && (
          <Select
            size="xs"
            aria-label="Output"
            allowDeselect={false}
            data={outputs.map(({ name }) => name)}
            value={choice.output}
            onChange={(output) => output !== null && chooseOutput({ ...choice, output })}
          />
        )
      }
    >
      {failure ? (
        <ErrorNotice {...failure} kept="The numbers above are not touched by this." />
      ) : (
        <Trio pictures={shown?.pictures ?? null} isOld={isOld} quantizedName={label} number={at + 1} />
      )}
      {evaluated.length > 1 && (
        <Pagination
          mt="md"
          size="sm"
          aria-label="Evaluation picture"
          total={evaluated.length}
          value={at + 1}
          onChange={(page) => chooseOutput({ ...choice, index: evaluated[page - 1] })}
          getControlProps={(control) => ({ "aria-label": `${control} picture` })}
          getItemProps={(item) => ({ "aria-label": `Picture ${item}` })}
        />
      )}
    </Panel>
  );
}

interface TrioProps {
  pictures: OutputPictures | null;
  /** Of an earlier choice, while the newest is computed. */
  isOld: boolean;
  quantizedName: string;
  /** Counted among those that can be chosen. */
  number: number;
}

function Trio({ pictures, isOld, quantizedName, number }: TrioProps) {
  const parts = [
    { key: "fp32", heading: <VariantName variant="fp32">FP32</VariantName> },
    { key: "quantized", heading: <VariantName variant="quantized">{quantizedName}</VariantName> },
    { key: "difference", heading: <span>Difference</span> },
  ] as const;
  return (
    <ul className={classes.trio} data-old={isOld || undefined}>
      {parts.map(({ key, heading }) => (
        <li key={key}>
          <div className={classes.heading}>
            {heading}
            {key === "difference" && pictures && (
              <span className={classes.quiet}>at most {formatSmall(pictures.largestDifference)}</span>
            )}
          </div>
          {pictures ? (
            <PixelPicture
              width={pictures.width}
              height={pictures.height}
              rgba={new Uint8ClampedArray(pictures[key])}
              label={`Picture ${number}, ${key}`}
            />
          ) : (
            <Skeleton className={classes.missing} animate={false} />
          )}
        </li>
      ))}
    </ul>
  );
}
