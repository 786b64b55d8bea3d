import { type InjectionKey, inject, provide } from 'vue';

/** What the desk shows: one of these at a time. */
export const DESK_TABS = ['terms', 'files', 'preview'] as const;
export type DeskTab = (typeof DESK_TABS)[number];

/** A file that somebody wants to see in the editor. A new object each time: the same file may be asked for again. */
export interface FileRequest {
  readonly node: string;
  /** Absolute, or from `~/`. */
  readonly path: string;
  /** From 1. */
  readonly line?: number;
}

/** A port of a node that somebody wants to see. A new object each time. */
export interface PortRequest {
  readonly node: string;
  readonly port: number;
  /** The name to ask under, where a proxy chooses by it. */
  readonly host?: string;
  /** From the slash on. */
  readonly path?: string;
}

/** What guide, map and terminals may ask of the desk: it shows the tab and does the rest. */
export interface Desk {
  /** The node that has a name or an address; none where the page has no such node. */
  nodeOf(host: string): string | undefined;
  openFile(node: string, path: string, line?: number): void;
  openPort(node: string, port: number, to?: { readonly host?: string; readonly path?: string }): void;
}

const deskKey: InjectionKey<Desk> = Symbol('desk');

/** Makes the desk known to the components below. */
export function provideDesk(desk: Desk): void {
  provide(deskKey, desk);
}

/** The desk of the page this component is on; on pages without one, asking does nothing. */
export function useDesk(): Desk {
  return inject(deskKey, { nodeOf: () => undefined, openFile: () => undefined, openPort: () => undefined });
}
