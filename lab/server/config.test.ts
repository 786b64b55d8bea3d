import { describe, expect, it } from 'vitest';
import { type Flags, parseConfig } from './config.ts';

const previews = (flags: Flags) => {
  const { domain, previewPort, needsPreviewPort } = parseConfig(flags, {});
  return { domain, previewPort, needsPreviewPort };
};

describe('the options of previews', () => {
  it('are a port beside the main one when nothing is said', () => {
    expect(previews({})).toEqual({ domain: undefined, previewPort: 7071, needsPreviewPort: false });
    expect(previews({ port: 8080 }).previewPort).toBe(8081);
    expect(previews({ port: 0 }).previewPort).toBe(0);
    expect(previews({ port: 65_535 }).previewPort).toBeUndefined();
  });

  it('are what was asked for', () => {
    expect(previews({ 'preview-port': '9000', domain: 'Lab.Example.org' })).toEqual({
      domain: 'lab.example.org',
      previewPort: 9000,
      needsPreviewPort: true,
    });
    expect(previews({ 'preview-port': 'none' }).previewPort).toBeUndefined();
  });

  it.each([
    [{ 'preview-port': 'any' }, '--preview-port: a port is a whole number from 0 (any free one) to 65535, or none.'],
    [{ 'preview-port': '70000' }, '--preview-port: a port'],
    [{ domain: '*.example.org' }, '--domain: a domain is a name such as lab.example.org'],
    [{ domain: 'https://example.org' }, '--domain: a domain is a name'],
  ] as [Flags, string][])('%j is refused with a sentence', (flags, sentence) => {
    expect(() => parseConfig(flags, {})).toThrow(sentence);
  });
});
