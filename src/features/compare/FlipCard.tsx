import { Skeleton } from "@mantine/core";
import { memo } from "react";
import type { DatasetSummary, Flip } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import { VariantName } from "#ui/VariantName.tsx";
import classes from "./FlipCard.module.css";

export interface FlipCardProps {
  flip: Flip;
  names: DatasetSummary["classes"];
  quantizedName: string;
}

/** One picture with its true class and both predictions. */
export const FlipCard = memo(function FlipCard({ flip, names, quantizedName }: FlipCardProps) {
  const picture = useLab((state) => state.pictures[flip.index]);
  const name = (index: number) => names[index]?.name ?? `class ${index}`;
  return (
    <li className={classes.card}>
      {picture ? (
        <PixelPicture {...picture} label={`Picture ${flip.index}: ${name(flip.label)}`} />
      ) : (
        <Skeleton className={classes.missing} animate={picture === undefined} />
      )}
      <div className={classes.truth}>{name(flip.label)}</div>
      <dl className={classes.predictions}>
        <Prediction variant="fp32" by="FP32" name={name(flip.fp32)} right={flip.fp32 === flip.label} />
        <Prediction
          variant="quantized"
          by={quantizedName}
          name={name(flip.quantized)}
          right={flip.quantized === flip.label}
        />
      </dl>
    </li>
  );
});

interface PredictionProps {
  variant: "fp32" | "quantized";
  by: string;
  name: string;
  right: boolean;
}

function Prediction({ variant, by, name, right }: PredictionProps) {
  return (
    <div>
      <dt>
        <VariantName variant={variant}>{by}</VariantName>
      </dt>
      <dd data-right={right || undefined}>
        {name}{" "}
        <span role="img" aria-label={right ? "right" : "wrong"}>
          {right ? "✓" : "✗"}
        </span>
      </dd>
    </div>
  );
}
