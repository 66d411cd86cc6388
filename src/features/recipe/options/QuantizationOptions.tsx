import type { ReactNode } from "react";
import type { ModelSummary } from "#protocol/messages.ts";
import { formatCounted } from "#words/format.ts";
import classes from "./QuantizationOptions.module.css";

export interface QuantizationOptionsProps {
  quantizedAlready: ModelSummary["quantizedAlready"];
  children: ReactNode;
}

/** The options that a model which is quantized already leaves no use for: they stay in view, with the reason. */
export function QuantizationOptions({ quantizedAlready, children }: QuantizationOptionsProps) {
  if (!quantizedAlready) return children;
  return (
    <fieldset className={classes.options} disabled>
      <legend className={classes.reason}>
        This model is quantized already ({quantizedAlready.kind}
        {quantizedAlready.floatLayers.length > 0 &&
          `, but for ${formatCounted(quantizedAlready.floatLayers.length, "layer")} in FP32`}
        ): Run evaluates it as it is, and there is nothing to choose here. Open its FP32 original to try other
        options.
      </legend>
      {children}
    </fieldset>
  );
}
