import classes from "./ChartTooltip.module.css";

export interface TooltipLine {
  label: string;
  value: string;
  colour?: string;
}

/** The box beside the pointer; each chart says what stands in it for the datum at hand. */
export function ChartTooltip({ title, lines }: { title: string; lines: TooltipLine[] }) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.title}>{title}</div>
      {lines.map(({ label, value, colour }) => (
        <div key={label} className={classes.line}>
          <span style={{ color: colour }}>{label}</span>
          <span>{value}</span>
        </div>
      ))}
    </div>
  );
}
