import { app } from 'electron';

/** What a second start tells the first. */
interface SecondStart {
  address: string | null;
}

/**
 * Whether this is the only app on its settings folder. When it is not, the other one was told what this one was asked
 * to show, and this one is to end.
 */
export function isFirstInstance(address: string | null): boolean {
  // The address travels apart, because Chromium reorders the command line that it hands over.
  return app.requestSingleInstanceLock({ address } satisfies SecondStart);
}

/** Calls back when the app is started a second time. */
export function onSecondInstance(listener: (address: string | null) => void): void {
  app.on('second-instance', (_event, _line, _folder, data) => {
    const address = (data as Partial<SecondStart> | null)?.address;
    listener(typeof address === 'string' ? address : null);
  });
}
