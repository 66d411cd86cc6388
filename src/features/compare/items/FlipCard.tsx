import { Skeleton } from "@mantine/core";
import { memo } from "react";
import { NO_CLASS } from "#experiment/outcomes/predictions.ts";
import type { Flip } from "#experiment/result.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import { VariantName } from "#ui/VariantName.tsx";
import classes from "./FlipCard.module.css";

export interface FlipCardProps {
  flip: Flip;
  names: DatasetSummary["classes"];
  quantizedName: string;
  /** False where other images are loaded than the flipped one is of. */
  pictureLoaded: boolean;
}

/** One picture with its true class, where it is known, and both predictions. */
export const FlipCard = memo(function FlipCard(props: FlipCardProps) {
  const { flip, names, quantizedName, pictureLoaded } = props;
  const { picture, isDrawn } = useLab((state) => ({
    picture: pictureLoaded ? state.pictures[flip.index] : null,
    isDrawn: state.data?.kind !== "tensors",
  }));
  const name = (index: number) => {
    if (index === NO_CLASS) return "nothing: no score is a number";
    // The model may have a class that the images have not, a background.
    return index < 0 ? "a class that the images lack" : (names[index]?.name ?? `class ${index}`);
  };
  // A picture without a label has no right answer.
  const truth = flip.label < 0 ? null : name(flip.label);
  return (
    <li className={classes.card}>
      {picture ? (
        <PixelPicture {...picture} label={`Picture ${flip.index}${truth === null ? "" : `: ${truth}`}`} />
      ) : !isDrawn ? (
        <p className={classes.undrawn}>An array of numbers, which is not drawn</p>
      ) : (
        <Skeleton className={classes.missing} animate={picture === undefined} />
      )}
      <div className={classes.truth}>
        {truth ?? `${isDrawn ? "Image" : "Item"} ${flip.index}: no label, answers differ`}
      </div>
      <dl className={classes.predictions}>
        <Prediction
          variant="fp32"
          by="FP32"
          name={name(flip.fp32)}
          right={truth === null ? null : flip.fp32 === flip.label}
        />
        <Prediction
          variant="quantized"
          by={quantizedName}
          name={name(flip.quantized)}
          right={truth === null ? null : flip.quantized === flip.label}
        />
      </dl>
    </li>
  );
});

interface PredictionProps {
  variant: "fp32" | "quantized";
  by: string;
  name: string;
  right: boolean | null;
}

function Prediction({ variant, by, name, right }: PredictionProps) {
  return (
    <div>
      <dt>
        <VariantName variant={variant}>{by}</VariantName>
      </dt>
      <dd data-right={right || undefined}>
        {name}{" "}
        {right !== null && (
          <span role="img" aria-label={right ? "right" : "wrong"}>
            {right ? "✓" : "✗"}
          </span>
        )}
      </dd>
    </div>
  );
}
