import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import { CardPlaces } from './card-places.ts';

const places = new CardPlaces();
/** A card that was taken away so often is left alone: elements draw slower, but they draw. */
const MOST_LOSSES = 3;

/** Draws a terminal by the graphics card: several times faster, and slower without one. Where there is none, elements are drawn. */
export class ScreenGraphics {
  readonly #terminal: Terminal;
  #addon: WebglAddon | undefined;
  #losses = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** The terminal is shown now: takes a place at the card, again where it had lost it. */
  show(): void {
    if (this.#losses >= MOST_LOSSES || !hasGraphicsCard()) return;
    places.take(this, () => this.#letGo());
    if (this.#addon) return;
    const addon = new WebglAddon();
    // The card may be taken away at any time, as when a laptop sleeps; the addon has waited for it to come back.
    addon.onContextLoss(() => {
      this.#losses += 1;
      this.close();
    });
    try {
      this.#terminal.loadAddon(addon);
      this.#addon = addon;
    } catch {
      // No context is left, or the driver is on the browser's list of bad ones.
      this.#losses = MOST_LOSSES;
      places.leave(this);
      addon.dispose();
    }
  }

  close(): void {
    places.leave(this);
    this.#letGo();
  }

  #letGo(): void {
    const canvases = [...(this.#terminal.element?.querySelectorAll('canvas') ?? [])];
    this.#addon?.dispose();
    this.#addon = undefined;
    // The addon leaves its context to be collected some time; until then it counts against the browser's limit.
    for (const canvas of canvases) {
      if (!canvas.isConnected) canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    }
  }
}

/** Names of programs that only do as if they were a graphics card. */
const SIMULATED_CARDS = /swiftshader|llvmpipe|softpipe|software|basic render/i;
let hasCard: boolean | undefined;

/** Whether WebGL is there and not only simulated; asked once, as asking takes a context. */
function hasGraphicsCard(): boolean {
  hasCard ??= lookForCard();
  return hasCard;
}

function lookForCard(): boolean {
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !SIMULATED_CARDS.test(name);
}
