import { Button, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { FailurePanel } from '../components/failure-panel.tsx';
import { Screen } from '../components/screen.tsx';

/**
 * Shows what could not be drawn as a failure, instead of a white window. Another address is drawn anew. `component` is
 * what the failure stands in: `main` where the frame goes with what could not be drawn.
 */
export function ErrorBoundary({
  component: Place = 'div',
  children,
}: {
  component?: 'main' | 'div';
  children: ReactNode;
}) {
  const [location, go] = useLocation();
  const search = useSearch();
  return (
    <Catch
      address={`${location}?${search}`}
      instead={(error, again) => (
        <Place>
          <Screen title="This screen cannot be shown">
            <FailurePanel
              title="Drawing it failed"
              error={error}
              actions={
                <>
                  <Button
                    variant="default"
                    onClick={() => {
                      go('/');
                      again();
                    }}
                  >
                    Start page
                  </Button>
                  <Button variant="default" onClick={() => window.location.reload()}>
                    Reload
                  </Button>
                </>
              }
            />
            <Text size="sm">Nothing in the account list was changed by this. Other screens may work.</Text>
          </Screen>
        </Place>
      )}
    >
      {children}
    </Catch>
  );
}

interface CatchProps {
  address: string;
  instead: (error: unknown, again: () => void) => ReactNode;
  children: ReactNode;
}

/** React offers this to classes only. */
class Catch extends Component<CatchProps, { caught: { error: unknown } | null }> {
  override state: { caught: { error: unknown } | null } = { caught: null };

  static getDerivedStateFromError(error: unknown) {
    return { caught: { error } };
  }

  override componentDidUpdate(before: CatchProps) {
    if (this.state.caught !== null && before.address !== this.props.address) this.setState({ caught: null });
  }

  override render() {
    const { caught } = this.state;
    if (caught === null) return this.props.children;
    return this.props.instead(caught.error, () => this.setState({ caught: null }));
  }
}
