import { Administration } from './administration.tsx';
import { ClientApp } from './client/client-app.tsx';
import { ErrorBoundary } from './frame/error-boundary.tsx';
import { Frame } from './frame/frame.tsx';
import { useUnloadQuestion } from './frame/use-unload-question.ts';
import { SignInScreen } from './screens/sign-in/sign-in-screen.tsx';
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
