/** Entry of the app. Electron waits for the end of this file before it is ready, so nothing here may wait. */
import { startShell } from './shell/start.ts';

startShell();
