/** Words after which a command stands: it is the one that is meant. */
const LEADING = /^(?:do|then|else|elif|if|while|until|time|sudo|command|exec|!|[({]|\w+=\S*)\s+/;

/** A line and each command in it: what stands between pipes, semicolons and the like, outside of quotes. */
export function commandParts(text: string): readonly string[] {
  const parts = [''];
  // Whatever is quoted is no end of a command.
  for (const [piece] of text.matchAll(/\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[;&|\n]+|[^;&|\n\\'"]+|['"\\]/g)) {
    if (/^[;&|\n]/.test(piece)) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return [text, ...parts].map(bare).filter((part) => part !== '');
}

/** White space counts once, and words before the command are left out. */
function bare(text: string): string {
  let command = text.replace(/\s+/g, ' ').trim();
  for (let before = ''; before !== command; ) {
    before = command;
    command = command.replace(LEADING, '');
  }
  return command;
}
