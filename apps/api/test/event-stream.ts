/** One event as a browser sees it. */
export interface SeenEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape is what they test
  readonly data: any;
  readonly id: string | undefined;
  readonly at: number;
}

/** An open stream of events. */
export interface EventStream {
  /** The next event that fits, of those not asked for before. */
  next(type: string, fits?: (event: SeenEvent) => boolean): Promise<SeenEvent>;
  /** Waits for the end and gives all the text. */
  ended(): Promise<string>;
  close(): void;
}

/** Opens the events of an API. */
export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const closing = new AbortController();
  const answer = await fetch(`${url}/events`, { headers, signal: closing.signal });
  if (!answer.body) throw new Error('no stream');
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let all = '';
  let rest = '';
  const seen: SeenEvent[] = [];

  /** Reads on; false at the end. */
  async function read(): Promise<boolean> {
    const { value, done } = await reader.read();
    if (done) return false;
    all += value;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = line('data');
      if (data) seen.push({ type: line('event') ?? '', data: JSON.parse(data), id: line('id'), at: Date.now() });
    }
    return true;
  }

  return {
    async next(type, fits = () => true) {
      for (;;) {
        for (let event = seen.shift(); event; event = seen.shift())
          if (event.type === type && fits(event)) return event;
        if (!(await read())) throw new Error(`the stream ended before ${type}:\n${all}`);
      }
    },
    async ended() {
      while (await read());
      return all;
    },
    close: () => closing.abort(),
  };
}
