import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Failure } from "#store/failure.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import classes from "./LayerDepth.module.css";

export interface ShownProps<Value> {
  answer: { value: Value | null | undefined; failure: Failure | null; busy: boolean };
  /** Of the place held free the first time, in pixels. */
  height: number;
  /** What is said where the worker has no answer. */
  none: ReactNode;
  children: (value: Value) => ReactNode;
}

/** An answer of the worker: a place held free the first time, then the old one, dimmed, until the new one is there. */
export function Shown<Value>({
  answer: { value, failure, busy },
  height,
  none,
  children,
}: ShownProps<Value>) {
  if (failure) return <ErrorNotice {...failure} kept="The recipe and the results are untouched." />;
  if (value === undefined) return <Skeleton height={height} animate={false} />;
  return (
    <div className={classes.shown} aria-busy={busy}>
      {value === null ? none : children(value)}
    </div>
  );
}
