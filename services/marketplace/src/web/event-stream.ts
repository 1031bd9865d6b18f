/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** An event as it is sent. */
export function serverSentEvent({ event, id, data }: ServerSentEvent): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${event}\nid: ${id}\n${lines.join("")}\n`;
}

/** How a stream of events goes on. */
export interface EventStreamOptions {
  /** Called once, whoever ends the stream. */
  readonly onEnd: () => void;
  /** Time between signs of life, milliseconds; proxies close what is silent for a minute. Default 25 000. */
  readonly beatMs?: number;
}

/**
 * Events as the body of an answer. The next one is only asked for when there is room for it, so that a reader who is
 * slow costs no memory; signs of life are left out then.
 */
export function eventStream(
  events: AsyncGenerator<string, void, undefined>,
  { onEnd, beatMs = 25_000 }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearInterval(timer);
    onEnd();
  };
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      timer = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(":\n\n"));
      }, beatMs);
    },
    pull: async (controller) => {
      try {
        const { done, value } = await events.next();
        if (done !== true) return controller.enqueue(encoder.encode(value));
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel: end,
  });
}
