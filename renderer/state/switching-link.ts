import { ORPCError, type ClientLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';

type Link = ClientLink<Record<never, never>>;

/** The code of what a lost port has not answered. */
export const LOST = 'engine.restarted';

/** A port that may not be there yet, and may be replaced. Calls wait for it; those of a lost one fail. */
export class SwitchingLink implements Link {
  #connection = new Connection();

  /** Uses `port` from now on. What the one before has not answered never will be. */
  connect(port: MessagePort): void {
    this.connectLink(() => {
      port.start();
      return new RPCLink({ port });
    });
  }

  /** The same with a link that is made when it is needed; for tests. */
  connectLink(make: () => Link): void {
    if (this.#connection.isConnected) {
      this.#connection.lose();
      this.#connection = new Connection();
    }
    this.#connection.use(make());
  }

  async call(...args: Parameters<Link['call']>): Promise<unknown> {
    const connection = this.#connection;
    return connection.guard(connection.link.then((link) => link.call(...args)));
  }

  /** What waits on the port in use now: it rejects when that port is lost. For each step of a stream. */
  guard(): <T>(step: Promise<T>) => Promise<T> {
    const connection = this.#connection;
    return (step) => connection.guard(step);
  }

  /** How many calls and steps wait. */
  get waiting(): number {
    return this.#connection.waiting;
  }
}

/** One port's time. */
class Connection {
  readonly link: Promise<Link>;
  #connected = false;
  #isLost = false;
  #use: (link: Link) => void = () => undefined;
  /** Whoever waits. Settled ones leave: a promise that is raced for ever would keep every answer it ever lost to. */
  readonly #waiting = new Set<(error: Error) => void>();

  constructor() {
    this.link = new Promise((resolve) => (this.#use = resolve));
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  use(link: Link): void {
    this.#connected = true;
    this.#use(link);
  }

  lose(): void {
    this.#isLost = true;
    for (const reject of this.#waiting) reject(lost());
    this.#waiting.clear();
  }

  guard<T>(step: Promise<T>): Promise<T> {
    if (this.#isLost) return Promise.reject(lost());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      step.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }
}

function lost(): ORPCError<string, unknown> {
  return new ORPCError(LOST, {
    message: 'The engine was restarted before it answered.',
    data: { hint: 'Nothing was lost. Try again.' },
  });
}
