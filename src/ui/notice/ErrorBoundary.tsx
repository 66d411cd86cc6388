import type { ReactNode } from "react";
import { Component } from "react";
import { FailureNotice } from "./FailureNotice.tsx";

export interface ErrorBoundaryProps {
  children: ReactNode;
  /** What is there all the same, after a fault of the program; a sentence. */
  kept: string;
  /** What the button does; what is within is drawn again then. */
  action: { label: string; onClick: () => void };
  onDismiss?: () => void;
}

/** A fault in drawing a part of the page ends here instead of in an empty window; so does a part that is not there. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: { error: unknown } | null }> {
  override state: { failed: { error: unknown } | null } = { failed: null };

  static getDerivedStateFromError(error: unknown) {
    return { failed: { error } };
  }

  override render() {
    const { failed } = this.state;
    const { children, kept, action, onDismiss } = this.props;
    if (!failed) return children;
    const again = () => {
      action.onClick();
      this.setState({ failed: null });
    };
    return (
      <div ref={(box) => box?.scrollIntoView({ block: "nearest" })}>
        <FailureNotice
          error={failed.error}
          kept={kept}
          action={{ label: action.label, onClick: again }}
          onDismiss={onDismiss}
        />
      </div>
    );
  }
}
