const [CLOSED, OPEN, REFUSED] = [0, 1, 2];

/** Holds a worker back until the thread that started it has done its part. */
export class Gate {
  /** What the worker is given. */
  readonly buffer = new SharedArrayBuffer(4);

  /** Lets the worker go on. */
  open(): void {
    set(this.buffer, OPEN);
  }

  /** Has the worker give up. */
  refuse(): void {
    set(this.buffer, REFUSED);
  }
}

/** Waits, without any `await`, until the gate is opened or refused; whether it was opened. */
export function passGate(buffer: SharedArrayBuffer): boolean {
  const gate = new Int32Array(buffer);
  Atomics.wait(gate, 0, CLOSED);
  return Atomics.load(gate, 0) === OPEN;
}

function set(buffer: SharedArrayBuffer, state: number): void {
  const gate = new Int32Array(buffer);
  Atomics.store(gate, 0, state);
  Atomics.notify(gate, 0);
}
