import { Button, Container } from "@mantine/core";
import type { ReactNode } from "react";
import { Component } from "react";
import { ErrorNotice } from "#ui/ErrorNotice.tsx";

interface State {
  error: Error | null;
}

/** A fault in drawing the page ends here instead of in an empty window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Container py="xl">
        <ErrorNotice
          code="internal"
          details={{}}
          cause={error.message}
          kept="Drawing the page failed; nothing of yours was sent anywhere."
        />
        <Button mt="md" onClick={() => location.reload()}>
          Reload
        </Button>
      </Container>
    );
  }
}
