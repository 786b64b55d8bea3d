/** A service as the engine's API tells it, with all that it has. */
export type ServiceJson = object;

/** The value at a place whose keys are joined by dots; undefined where there is none. */
export function valueIn(json: ServiceJson, at: string): unknown {
  return at.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }, json);
}
