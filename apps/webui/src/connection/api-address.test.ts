import { expect, it } from 'vitest';
import { apiAddress } from './api-address.ts';

const page = (host: string, protocol = 'http:') => ({ host, protocol });

it('takes the address the server was told', () => {
  expect(apiAddress('https://coins.example/api/', page('devcoin.localhost'))).toBe('https://coins.example/api');
});

it.each([
  ['devcoin.localhost', 'http://devcoin-api.localhost'],
  ['devcoin.localhost:8080', 'http://devcoin-api.localhost:8080'],
  ['devcoin.dev-lab.io', 'http://devcoin-api.dev-lab.io'],
  ['devcoin:8080', 'http://devcoin-api:8080'],
  ['devcoin--f3a9.localhost:7070', 'http://devcoin-api--f3a9.localhost:7070'],
])('finds the API beside the page at %s', (host, api) => {
  expect(apiAddress(null, page(host))).toBe(api);
});

it('keeps the scheme', () => {
  expect(apiAddress(null, page('devcoin.dev-lab.io', 'https:'))).toBe('https://devcoin-api.dev-lab.io');
});

it.each(['localhost:5173', '10.0.0.4:8080', 'devcoins.example', 'my.devcoin.example'])(
  'asks /api on the same host when the page is at %s',
  (host) => {
    expect(apiAddress(null, page(host))).toBe(`http://${host}/api`);
  },
);
