import { describe, expect, it } from 'vitest';
import { lastLines } from './last-words.ts';

describe('the last words of a terminal', () => {
  it('are the lines before the prompt, without colours and marks', () => {
    const output =
      '\u001b]133;A\u0007\u001b[1;32mnode1\u001b[0m ~ $ \u001b]133;B\u0007docker x\r\nfirst\r\n\u001b[31msecond\u001b[0m\r\nthird\r\n\u001b]133;D;1\u0007\u001b]133;A\u0007node1 ~ $ ';
    expect(lastLines(output)).toBe('second / third');
  });

  it('are nothing where nothing was said', () => {
    expect(lastLines('')).toBe('');
  });
});
