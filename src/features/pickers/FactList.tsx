import type { ReactNode } from "react";
import classes from "./FactList.module.css";

export interface Fact {
  name: string;
  value: ReactNode;
}

/** Names and values in two columns. */
export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
