import {
  onMessagePortClose,
  onMessagePortMessage,
  postMessagePortMessage,
  type MessagePortMainLike,
  type SupportedMessagePort,
} from '@orpc/client/message-port';

/**
 * A port on which only well-formed requests arrive; everything else is dropped. The adapter of oRPC parses what it is
 * sent outside of any catch, so that without this a page could bring a whole worker down with one odd message.
 */
export function guardedPort(port: SupportedMessagePort): MessagePortMainLike {
  return {
    on(type, callback) {
      if (type === 'close') onMessagePortClose(port, () => callback());
      else {
        onMessagePortMessage(port, (data: unknown) => {
          if (isRequestMessage(data)) callback({ data });
        });
      }
    },
    postMessage: (data) => postMessagePortMessage(port, data),
  };
}

/** The kinds of oRPC's messages that a client of ours sends besides a request, which carries no kind. */
const ABORT = 4;

/** Whether a message is a request, or the abortion of one, in the text form that oRPC's client sends. */
function isRequestMessage(data: unknown): data is string {
  if (typeof data !== 'string') return false;
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return false;
  }
  if (!isRecord(message) || typeof message.i !== 'string') return false;
  if (message.t === ABORT) return true;
  if (message.t !== undefined || !isRecord(message.p)) return false;
  const { u: address, m: method, h: headers } = message.p;
  return (
    typeof address === 'string' &&
    address.startsWith('/') &&
    (method === undefined || typeof method === 'string') &&
    (headers === undefined || isPlainHeaders(headers))
  );
}

/** Files and streams in a request name a content type; no procedure takes one. */
function isPlainHeaders(headers: unknown): boolean {
  return (
    isRecord(headers) &&
    Object.entries(headers).every(
      ([name, value]) => typeof value === 'string' && !name.toLowerCase().startsWith('content-'),
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
