import { useDebounceFn, useEventListener, useResizeObserver } from '@vueuse/core';
import { onBeforeUnmount, onMounted, type Ref, shallowRef, watch } from 'vue';
import { loadAgain } from '../kit/index.ts';
import { mayType } from './keyboard-link.ts';
import type { LinkEvents } from './screen-links.ts';
import type { Matches, SearchWish } from './screen-search.ts';
import { ShellClipboard } from './shell-clipboard.ts';
import { type ShellEvents, type ShellProps, ShellSession } from './shell-session.ts';
import { useTerminalSettings } from './terminal-settings.ts';
import { useProgram } from './use-program.ts';
import { useWatchFit } from './use-watch-fit.ts';
import type { XtermScreen, XtermScreenOptions } from './xterm-screen.ts';

/** A divider that is dragged should not tell a shell a hundred sizes. */
const SETTLE_MS = 60;
const NO_MATCHES: Matches = { count: 0, at: 0, isMore: false };

export interface TerminalEvents extends ShellEvents {
  bell(): void;
  title(text: string): void;
  /** Somebody wants to search. */
  find(): void;
  readonly links: LinkEvents;
}

export interface Shell {
  readonly session: ShellSession;
  readonly clipboard: ShellClipboard;
  readonly matches: Readonly<Ref<Matches>>;
  /** A program rang the bell just now. */
  readonly isFlashing: Readonly<Ref<boolean>>;
  /** Presses a key as if it were typed. */
  press(key: string): void;
  focus(): void;
  find(wish: SearchWish): void;
  endSearch(): void;
}

/** A session in an element of the page, as long as its component lives. */
export function useShell(props: ShellProps, host: Readonly<Ref<HTMLElement | null>>, events: TerminalEvents): Shell {
  const session = new ShellSession(props, events);
  const settings = useTerminalSettings();
  const { fit } = useWatchFit();
  const matches = shallowRef(NO_MATCHES);
  let screen: XtermScreen | undefined;
  let leave: (() => void) | undefined;
  let wantsFocus = false;
  const clipboard = new ShellClipboard({ screen: () => screen, settings: () => settings.value });
  const program = useProgram({ node: () => props.node, settings, clipboard, emit: events });

  const options = (): XtermScreenOptions => ({
    ...settings.value,
    label: `Terminal of ${props.node}. F6 leaves it.`,
    fontPx: props.fontPx,
    links: events.links,
    program: program.events,
    onInput: (bytes) => session.send(bytes),
    onPaste: (text) => clipboard.paste(text),
    onSelected: () => settings.value.copyOnSelect && void clipboard.copy('keep'),
    onMatches: (found) => {
      matches.value = found;
    },
    onAction: (action) => {
      if (action === 'copy') void clipboard.copy();
      else if (action === 'find') events.find();
      else events.zoom(action === 'bigger' ? 1 : action === 'smaller' ? -1 : 0);
    },
  });
  onMounted(async () => {
    // Loaded when the first terminal is shown: it is half of the page's script.
    const module = await loadAgain(() => import('./xterm-screen.ts'));
    if (!host.value) return;
    screen = new module.XtermScreen(host.value, options());
    await screen.ready();
    if (props.link.keyboard?.watches) screen.follow(fit.value);
    screen.setTyping(mayType(props.link.keyboard, props.channel));
    leave = props.link.on(props.channel, session);
    session.showOn(screen);
    if (wantsFocus) screen.focus();
  });
  onBeforeUnmount(() => {
    leave?.();
    props.link.close(props.channel);
    clipboard.close();
    screen?.close();
  });
  useResizeObserver(
    host,
    useDebounceFn(() => session.fit(), SETTLE_MS),
  );
  useEventListener(host, 'contextmenu', (event) => void clipboard.rightClick(event));
  watch(settings, (now) => screen?.setLook(now), { deep: true });
  watch(fit, (how) => props.link.keyboard?.watches && screen?.follow(how));
  watchProps(props, session, () => screen);
  return {
    session,
    clipboard,
    matches,
    isFlashing: program.isFlashing,
    press: (key) => screen?.press(key),
    focus: () => {
      wantsFocus = !screen;
      screen?.focus();
    },
    find: (wish) => screen?.find(wish),
    endSearch: () => {
      matches.value = NO_MATCHES;
      screen?.endSearch();
    },
  };
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
    () => props.up,
    (up) => up && ['waiting', 'ended'].includes(session.state.value) && session.open(),
  );
  const mayTypeNow = () => mayType(props.link.keyboard, props.channel);
  watch([props.link.connected, mayTypeNow], ([isConnected, may]) => screen()?.setTyping(isConnected && may));
  watch(props.link.connected, (isConnected) => {
    if (isConnected && session.state.value !== 'ended') session.open();
  });
}
