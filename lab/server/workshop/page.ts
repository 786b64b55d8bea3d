import {
  CLOSE,
  type ClientMessage,
  type CloseCode,
  decodeFrame,
  LabError,
  MAX_TERMINALS_PER_PAGE,
  type ServerMessage,
  toProblem,
} from '../../contract/index.ts';
import type { ShellSize } from '../sandbox/index.ts';
import type { Attachment, Viewer } from '../terminal/index.ts';
import { handOver } from './hand-over.ts';
import type { LiveSeat } from './live-seat.ts';
import { EarlyKeys, PageGuard } from './page-guard.ts';
import { parseMessage } from './parse-message.ts';
import { learnerOf, type Watcher } from './watching.ts';

/** Where a page's messages and terminal bytes go. */
export interface PageSink {
  send(message: ServerMessage): void;
  sendBytes(channel: number, bytes: Uint8Array): void;
  /** Closes the socket, with the reason as a sentence. */
  end(code: CloseCode, because: string): void;
}

/** A terminal that is being attached to. */
interface Opening {
  readonly typed: EarlyKeys;
  size?: ShellSize;
}

type MessageOf<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>;

/** One browser page on a seat: takes its messages, holds its views of terminals. */
export class Page {
  readonly sink: PageSink;
  /** Set for a page that only watches. */
  readonly watcher: Watcher | undefined;
  looking = true;
  readonly #seat: LiveSeat;
  readonly #attachments = new Map<number, Attachment>();
  /** Channels whose attaching is under way, with what came for them meanwhile: nothing typed is lost. */
  readonly #opening = new Map<number, Opening>();
  readonly guard: PageGuard;
  #closed = false;

  constructor(seat: LiveSeat, sink: PageSink, watcher?: Watcher) {
    this.#seat = seat;
    this.watcher = watcher;
    this.sink = sink;
    this.guard = new PageGuard({
      now: seat.now,
      tell: (error) => this.#tell(error),
      end: (because) => this.end(CLOSE.tooMany, because),
    });
  }

  /** Takes one text frame; whatever is wrong with it is answered as a problem, and the page lives on. */
  async receive(text: string): Promise<void> {
    let type: ClientMessage['type'] | undefined;
    try {
      const message = parseMessage(text);
      type = message.type;
      if (!this.guard.admits(type)) return;
      this.watcher?.mustAllow(type);
      await this.#handle(message);
    } catch (error) {
      if (!(error instanceof LabError)) this.#seat.log.error({ err: error, type }, 'a message failed');
      if (type !== undefined || this.guard.admits(undefined)) this.#tell(error, type);
    }
  }

  /** Takes one binary frame: keys for a terminal. Those for one that has just ended are dropped. */
  receiveBytes(frame: Uint8Array): void {
    if (!this.guard.admitsBytes(frame.length)) return;
    try {
      const decoded = decodeFrame(frame);
      if (!decoded) throw new LabError('badMessage', 'A frame was empty. Reload the page; nothing is lost.');
      const { channel, bytes } = decoded;
      this.guard.known(channel);
      const attachment = this.#attachments.get(channel);
      if (attachment) attachment.write(bytes);
      else this.#opening.get(channel)?.typed.keep(bytes);
    } catch (error) {
      if (!(error instanceof LabError)) this.#seat.log.error({ err: error }, 'keys failed');
      this.#tell(error);
    }
  }

  /** Closes the page from here: it is told why. */
  end(code: CloseCode, because: string): void {
    this.sink.end(code, because);
    this.close();
  }

  /** Ends the page's views; shells live on. */
  close(): void {
    this.#closed = true;
    this.#opening.clear();
    for (const attachment of this.#attachments.values()) attachment.detach();
    this.#attachments.clear();
    this.#seat.removePage(this);
  }

  /** Ends every view with a sentence, because the sandbox goes. */
  endTerminals(because: string): void {
    for (const [channel, attachment] of this.#attachments) {
      attachment.detach();
      this.watcher?.closed(channel);
      this.sink.send({ type: 'terminalEnded', channel, because });
    }
    this.#attachments.clear();
  }

  async #handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'openTerminal':
        return this.#openTerminal(message);
      case 'newShell':
        return this.sink.send({ type: 'shellOpened', ...this.#seat.shells.open(message.node) });
      case 'endShell':
        return this.#endShell(message);
      case 'record':
        return this.#seat.recordings.record(message.node, message.shell, message.on);
      case 'resizeTerminal':
        return this.#resize(message.channel, { cols: message.cols, rows: message.rows });
      case 'closeTerminal':
        this.guard.known(message.channel);
        return this.#closeTerminal(message.channel);
      case 'ackOutput':
        this.guard.acked(message.channel, message.bytes);
        return this.#attachments.get(message.channel)?.ack(message.bytes);
      case 'askKeyboard':
      case 'answerKeyboard':
      case 'takeKeyboardBack':
      case 'giveKeyboardBack':
        return handOver(message, this.#attachments.get(message.channel));
      case 'looking':
        this.looking = message.at;
        return this.#seat.lookingChanged();
      case 'runBlock':
        return this.#seat.acts.runBlock(message.step, message.block);
      case 'interrupt':
        return this.#seat.acts.interrupt(message.node);
      case 'saveBlock':
        return this.#seat.acts.saveBlock(message.step, message.block);
      case 'openStep':
        return this.#seat.steps.open(message.step);
      case 'answer':
        return this.#seat.steps.answer(message.step, message.check, message.value);
      case 'fault':
        return this.#seat.acts.fault(message.node, message.action);
      case 'resetSandbox':
        return this.#seat.acts.reset();
      case 'goToModule':
        return this.#seat.acts.goToModule(message.module);
      case 'ping':
        return this.sink.send({ type: 'pong', id: message.id });
      default:
        throw new Error(`unhandled message ${(message satisfies never as ClientMessage).type}`);
    }
  }

  async #openTerminal({ channel, node, shell, cols, rows }: MessageOf<'openTerminal'>): Promise<void> {
    this.#closeTerminal(channel);
    this.#mustHaveRoom(channel);
    const terminal = this.#seat.terminal(node, shell);
    if (!terminal) {
      const because = `The shell ${node} · ${shell} was closed.`;
      return this.sink.send({ type: 'terminalEnded', channel, because });
    }
    const opening: Opening = { typed: new EarlyKeys() };
    this.#opening.set(channel, opening);
    this.guard.opened(channel);
    this.sink.send({ type: 'terminalOpened', channel, node, shell, cols, rows });
    const isMine = () => !this.#closed && this.#opening.get(channel) === opening;
    try {
      const attachment = await terminal.attach(
        this.#viewer(channel),
        { cols, rows },
        this.watcher?.as ?? learnerOf(this.#seat.record),
      );
      if (!isMine()) return attachment.detach();
      this.#attachments.set(channel, attachment);
      this.watcher?.opened(channel, node, shell);
      if (opening.size) attachment.resize(opening.size);
      for (const bytes of opening.typed.all) attachment.write(bytes);
    } catch (error) {
      if (isMine()) this.sink.send({ type: 'terminalEnded', channel, because: toProblem(error).detail });
      throw error;
    } finally {
      if (isMine()) this.#opening.delete(channel);
    }
  }

  #viewer(channel: number): Viewer {
    return {
      send: (bytes) => {
        this.guard.sent(channel, bytes.length);
        this.sink.sendBytes(channel, bytes);
      },
      resized: (size) => this.sink.send({ type: 'terminalResized', channel, ...size }),
      seen: (presence) => {
        this.watcher?.seen(channel, presence);
        this.sink.send({ type: 'viewers', channel, ...presence });
      },
      keyboardAsked: (asker) => this.sink.send({ type: 'keyboardAsked', channel, asker }),
      refused: (because) =>
        this.sink.send({ type: 'problem', problem: toProblem(new LabError('onlyWatching', because)) }),
      ended: (because) => {
        this.#attachments.delete(channel);
        this.watcher?.closed(channel);
        this.sink.send({ type: 'terminalEnded', channel, because });
      },
    };
  }

  async #endShell({ node, shell, isSure }: MessageOf<'endShell'>): Promise<void> {
    const outcome = await this.#seat.shells.end(node, shell, isSure);
    if (outcome === 'busy') this.sink.send({ type: 'shellBusy', node, shell });
  }

  #resize(channel: number, size: ShellSize): void {
    this.guard.known(channel);
    const opening = this.#opening.get(channel);
    if (opening) opening.size = size;
    this.#attachments.get(channel)?.resize(size);
  }

  #mustHaveRoom(channel: number): void {
    if (this.#attachments.size + this.#opening.size < MAX_TERMINALS_PER_PAGE) return;
    const because = `This page shows ${MAX_TERMINALS_PER_PAGE} terminals, which is as many as it may. Close one first.`;
    this.sink.send({ type: 'terminalEnded', channel, because });
    throw new LabError('tooMany', because);
  }

  #tell(error: unknown, inReplyTo?: string): void {
    this.sink.send({ type: 'problem', problem: toProblem(error), ...(inReplyTo ? { inReplyTo } : {}) });
  }

  #closeTerminal(channel: number): void {
    this.#opening.delete(channel);
    this.#attachments.get(channel)?.detach();
    this.#attachments.delete(channel);
    this.watcher?.closed(channel);
  }
}
