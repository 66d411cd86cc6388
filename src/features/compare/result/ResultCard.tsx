import { Skeleton } from "@mantine/core";
import { VariantName } from "#ui/VariantName.tsx";
import classes from "./ResultCard.module.css";

interface Figure {
  value: string;
  /** The 95 % interval, in the unit of the value. */
  range: string | null;
}

export interface ResultCardProps {
  title: string;
  /** One word of warning beside the title. */
  badge?: string | null;
  quantizedName: string;
  /** Null where there is no number yet; undefined where this variant has none. */
  fp32: Figure | null | undefined;
  quantized: Figure | null;
  note: string | null;
}

/** One measure of both variants; empty places keep their size. */
export function ResultCard({ title, badge = null, quantizedName, fp32, quantized, note }: ResultCardProps) {
  return (
    <section className={classes.card} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {badge && <span className={classes.badge}>{badge}</span>}
      </div>
      <dl className={classes.figures}>
        {fp32 !== undefined && <Entry variant="fp32" name="FP32" figure={fp32} />}
        <Entry variant="quantized" name={quantizedName} figure={quantized} />
      </dl>
      <p className={classes.note}>{note}</p>
    </section>
  );
}

interface EntryProps {
  variant: "fp32" | "quantized";
  name: string;
  figure: Figure | null;
}

function Entry({ variant, name, figure }: EntryProps) {
  return (
    <div>
      <dt>
        <VariantName variant={variant}>{name}</VariantName>
      </dt>
      <dd>
        {figure ? figure.value : <Skeleton height={20} width={64} mt={5} animate={false} />}
        <span className={classes.range}>{figure?.range}</span>
      </dd>
    </div>
  );
}
