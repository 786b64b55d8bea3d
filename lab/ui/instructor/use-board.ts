import { useEventListener } from '@vueuse/core';
import { onBeforeUnmount, type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import { type BoardAnswer, LabError } from '../../contract/index.ts';
import { enterAsInstructor, getBoard, sentenceOf } from '../connection/index.ts';

/** The class board, kept new by the server's events. */
export interface Board {
  readonly answer: ShallowRef<BoardAnswer | undefined>;
  readonly needsKey: Ref<boolean>;
  /** Why the board is not there, or why the key was refused. */
  readonly problem: Ref<string>;
  readonly isLive: Ref<boolean>;
  readonly clockOffsetMs: Ref<number>;
  enter(key: string): Promise<void>;
  load(): Promise<void>;
}

/** Opens the board; a key in the address is used once and taken out of it. */
export function useBoard(): Board {
  const answer = shallowRef<BoardAnswer>();
  const needsKey = ref(false);
  const problem = ref('');
  const isLive = ref(false);
  const clockOffsetMs = ref(0);
  let events: EventSource | undefined;

  function take(next: BoardAnswer): void {
    answer.value = next;
    clockOffsetMs.value = next.now - Date.now();
  }
  function listen(): void {
    events?.close();
    // Comes back by itself when the server does.
    events = new EventSource('/api/board/events');
    events.onopen = () => {
      isLive.value = true;
    };
    events.onerror = () => {
      isLive.value = false;
    };
    events.onmessage = ({ data }) => take(JSON.parse(String(data)) as BoardAnswer);
  }
  async function load(): Promise<void> {
    problem.value = '';
    try {
      take(await getBoard());
      needsKey.value = false;
      listen();
    } catch (error) {
      if (error instanceof LabError && error.code === 'notInstructor') needsKey.value = true;
      else problem.value = sentenceOf(error);
    }
  }
  async function enter(key: string): Promise<void> {
    problem.value = '';
    try {
      await enterAsInstructor(key);
    } catch (error) {
      needsKey.value = true;
      problem.value = sentenceOf(error);
      return;
    }
    await load();
  }
  function start(): void {
    const key = new URLSearchParams(location.hash.slice(1)).get('key');
    if (!key) return void load();
    // The key must not stay in the history or on a projector.
    history.replaceState(history.state, '', location.pathname);
    void enter(key);
  }
  useEventListener(window, 'hashchange', start);
  onBeforeUnmount(() => events?.close());
  start();
  return { answer, needsKey, problem, isLive, clockOffsetMs, enter, load };
}
