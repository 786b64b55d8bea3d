import { useDebounceFn, useEventListener, useResizeObserver } from '@vueuse/core';
import { onBeforeUnmount, onMounted, type Ref, watch } from 'vue';
import { loadAgain } from '../kit/index.ts';
import { type ShellEvents, type ShellProps, ShellSession } from './shell-session.ts';
import type { XtermScreen } from './xterm-screen.ts';

/** A divider that is dragged should not tell a shell a hundred sizes. */
const SETTLE_MS = 60;

export interface Shell {
  readonly session: ShellSession;
  /** Presses a key as if it were typed. */
  press(key: string): void;
  focus(): void;
}

/** A session in an element of the page, as long as its component lives. */
export function useShell(props: ShellProps, host: Readonly<Ref<HTMLElement | null>>, events: ShellEvents): Shell {
  const session = new ShellSession(props, events);
  let screen: XtermScreen | undefined;
  let leave: (() => void) | undefined;
  let wantsFocus = false;

  onMounted(async () => {
    // Loaded when the first terminal is shown: it is half of the page's script.
    const module = await loadAgain(() => import('./xterm-screen.ts'));
    if (!host.value) return;
    screen = createScreen(module, host.value, { props, session, events });
    await screen.ready();
    leave = props.link.on(props.channel, session);
    session.showOn(screen);
    if (wantsFocus) screen.focus();
  });
  onBeforeUnmount(() => {
    leave?.();
    props.link.close(props.channel);
    screen?.close();
  });
  useResizeObserver(
    host,
    useDebounceFn(() => session.fit(), SETTLE_MS),
  );
  useEventListener(host, 'contextmenu', (event) => void session.rightClick(event));
  watchProps(props, session, () => screen);
  return {
    session,
    press: (key) => screen?.press(key),
    focus: () => {
      wantsFocus = !screen;
      screen?.focus();
    },
  };
}

function createScreen(
  module: typeof import('./xterm-screen.ts'),
  host: HTMLElement,
  { props, session, events }: { props: ShellProps; session: ShellSession; events: ShellEvents },
): XtermScreen {
  return new module.XtermScreen(host, {
    fontPx: props.fontPx,
    screenReader: props.screenReader,
    onInput: (bytes) => session.send(bytes),
    onPaste: (text) => session.paste(text),
    onAction: (action) => {
      if (action === 'copy') void session.copy();
      else events.zoom(action === 'bigger' ? 1 : action === 'smaller' ? -1 : 0);
    },
  });
}

function watchProps(props: ShellProps, session: ShellSession, screen: () => XtermScreen | undefined): void {
  watch(
    () => props.isShown,
    (isShown) => isShown && session.fit(),
    { flush: 'post' },
  );
  watch(
    () => props.fontPx,
    (px) => {
      screen()?.setFont(px);
      session.fit();
    },
  );
  watch(
    () => props.screenReader,
    (on) => screen()?.setScreenReader(on),
  );
  watch(
    () => props.up,
    (up) => up && ['waiting', 'ended'].includes(session.state.value) && session.open(),
  );
  watch(props.link.connected, (isConnected) => {
    screen()?.setTyping(isConnected);
    if (isConnected && session.state.value !== 'ended') session.open();
  });
}
