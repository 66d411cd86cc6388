import classes from "./VariantName.module.css";

/** The name of a variant with its colour, as in every chart and table. */
export function VariantName({
  variant,
  children,
}: {
  variant: "fp32" | "quantized" | "b";
  children: string;
}) {
  return (
    <span className={classes.name} data-variant={variant}>
      {children}
    </span>
  );
}
