import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { ErrorBoundary } from "../notice/ErrorBoundary.tsx";
import { fetchPart } from "./fetch-part.ts";

export interface PartProps {
  /** Stands in its place until it is there. */
  fallback?: ReactNode;
  /** Closes it, where it could not be fetched. */
  onDismiss?: () => void;
}

/**
 * A component that is fetched when it is first drawn. Where that fails, or drawing it does, its place says so and
 * offers to try again; the rest of the page goes on.
 */
export function lazyPart<Module, Props extends object>(
  load: () => Promise<Module>,
  pick: (module: Module) => ComponentType<Props>,
): ComponentType<Props & PartProps> {
  let isLost = false;
  const fetchNow = () => {
    isLost = false;
    return lazy(async () => {
      try {
        return { default: await fetchPart(load, pick) };
      } catch (error) {
        isLost = true;
        throw error;
      }
    });
  };
  let newest = fetchNow();
  /** What failed is fetched anew wherever it is drawn next. */
  const current = () => {
    if (isLost) newest = fetchNow();
    return newest;
  };
  return function LazyPart(props) {
    const { fallback, onDismiss } = props;
    const [Content, setContent] = useState(current);
    return (
      <ErrorBoundary
        kept="The rest of the page and your results are still there."
        action={{ label: "Try again", onClick: () => setContent(current) }}
        onDismiss={onDismiss}
      >
        <Suspense fallback={fallback}>
          <Content {...props} />
        </Suspense>
      </ErrorBoundary>
    );
  };
}
