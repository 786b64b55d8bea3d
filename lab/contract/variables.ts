/**
 * A place that the lab fills in from the live cluster, like `{{token.manager}}`. A name has a dot inside and begins with a letter,
 * so that Docker's own templates (`{{.Names}}`, `{{json .}}`) are left alone.
 */
const VARIABLE = /\{\{\s*([a-z][\w-]*(?:\.[\w-]+)+)\s*\}\}/g;

/** Variables whose names are known without a course; the others are `address.<node>`. */
export const VARIABLES: Readonly<Record<string, string>> = {
  'token.manager': 'The join token for managers',
  'token.worker': 'The join token for workers',
  'address.leader': 'The address of the node that leads',
};

/** The names of the variables in a text, each once. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((found) => found[1] ?? ''))];
}

/** The text with every variable replaced by what `resolve` gives for its name. */
export async function fillVariables(
  text: string,
  resolve: (variable: string) => string | Promise<string>,
): Promise<string> {
  const values = new Map<string, string>();
  for (const name of variablesIn(text)) values.set(name, await resolve(name));
  return text.replace(VARIABLE, (_, name: string) => values.get(name) ?? '');
}
