import { Administration } from './administration.tsx';
import { ClientApp } from './client/client-app.tsx';
import { FailurePanel } from './components/failure-panel.tsx';
import { Screen } from './components/screen.tsx';
import { ErrorBoundary } from './frame/error-boundary.tsx';
import { Frame } from './frame/frame.tsx';
import { useUnloadQuestion } from './frame/use-unload-question.ts';
import { SignInScreen } from './screens/sign-in/sign-in-screen.tsx';
import { askForPorts } from './state/ports.ts';
import { useSession } from './state/session.ts';

/** The whole page: what whoever works in this window may see (E15). */
export function App() {
  useUnloadQuestion();
  return (
    <ErrorBoundary component="main">
      <Gate />
    </ErrorBoundary>
  );
}

/** The engine says who it is; until it has, and while it cannot, nothing of anybody is shown. */
function Gate() {
  const session = useSession((state) => state.session);
  const failure = useSession((state) => state.failure);
  // Nothing is shown of whoever it was before, since it may be somebody else now.
  if (failure !== null) {
    return (
      <Frame enterprises={[]} enterprise={null}>
        <Screen title="Rollcall">
          <FailurePanel
            title="Rollcall cannot tell who works in this window"
            error={failure}
            retry={askForPorts}
          />
        </Screen>
      </Frame>
    );
  }
  switch (session?.role) {
    case 'admin':
      return <Administration />;
    case 'user':
      return <ClientApp session={session} />;
    case 'anyone':
      return <SignInScreen session={session} />;
    case undefined:
      return <Frame enterprises={[]} enterprise={null} loading />;
  }
}
