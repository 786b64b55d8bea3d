import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { ROUTES } from './app.ts';
import { openapi } from './openapi.ts';

it('describes every path, and no other', () => {
  expect(Object.keys(openapi.paths).sort()).toEqual(Object.keys(ROUTES).sort());
});

it('has schemas that a judge of schemas takes', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajv.addVocabulary(['openapi', 'info', 'paths', 'components']);
  ajv.addSchema({ ...openapi, $id: 'api' });
  for (const name of Object.keys(openapi.components.schemas)) {
    expect(() => ajv.compile({ $ref: `api#/components/schemas/${name}` }), name).not.toThrow();
  }
});

it('names a content and a description for every answer', () => {
  for (const { get } of Object.values(openapi.paths)) {
    for (const answer of Object.values(get.responses)) {
      expect(Object.keys(answer.content)).toHaveLength(1);
      expect(answer.description).not.toBe('');
    }
  }
});
