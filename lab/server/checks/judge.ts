import type { Check, CheckKind } from '../../contract/index.ts';
import { type Finding, type Kind, type Site, type World, withHint } from './finding.ts';
import { KINDS } from './kinds/index.ts';

/** The table knows that a check and the judge found by its kind fit; the type checker cannot follow that over a union. */
const kindOf = (check: Check): Kind<CheckKind> => KINDS[check.kind] as Kind<CheckKind>;

/** What a check finds in a world. */
export function judge(check: Check, world: World): Finding {
  return withHint(kindOf(check).judge(check, world), check);
}

/** Whether a check has to read from nodes what no snapshot has. */
export function needsLook(check: Check): boolean {
  return kindOf(check).look !== undefined;
}

/** Reads it; undefined when there is nothing to be read now. `before` is what was read for the same check the last time. */
export async function look(check: Check, site: Site, before?: object): Promise<object | undefined> {
  return kindOf(check).look?.(check, site, before);
}
