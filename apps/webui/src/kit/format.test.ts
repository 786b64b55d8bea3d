import { expect, it } from 'vitest';
import { formatAge, formatCount, formatMoment, formatRate, formatShare, plural, shortTask } from './format.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1 000'],
  [14_832, '14 832'],
  [1_234_567, '1 234 567'],
])('counts %d in groups of three', (value, text) => {
  expect(plain(formatCount(value))).toBe(text);
});

it('keeps a decimal of a rate while it says something', () => {
  expect([0, 5, 31.24, 99.94, 99.96, 1234.5].map((rate) => plain(formatRate(rate)))).toEqual([
    '0.0',
    '5.0',
    '31.2',
    '99.9',
    '100',
    '1 235',
  ]);
});

it('says a share in percent, small ones in tenths, and nothing of nothing as none', () => {
  expect([formatShare(2, 3), formatShare(1, 100), formatShare(1, 9999), formatShare(0, 0)].map(plain)).toEqual([
    '67 %',
    '1.0 %',
    'under 0.1 %',
    '0 %',
  ]);
});

it('says an age in one unit', () => {
  expect([0, 999, 1000, 59_999, 60_000, 3_600_000, 90_000_000].map((ms) => plain(formatAge(ms)))).toEqual([
    'now',
    'now',
    '1 s',
    '59 s',
    '1 min',
    '1 h',
    '1 d',
  ]);
});

it('puts the day before a time that is not of today', () => {
  const noon = new Date(2026, 10, 21, 12, 5).getTime();
  expect(formatMoment(noon, noon + 1000)).toBe('12:05');
  expect(formatMoment(noon, noon + 86_400_000)).toBe('21 Nov 12:05');
});

it('calls a task as people do, whatever Swarm puts around it', () => {
  expect(['devcoin_api.1', 'devcoin_api.12.x8kq0a1b2c3', 'api.2', 'f3a91c7d20b4'].map(shortTask)).toEqual([
    'api.1',
    'api.12',
    'api.2',
    'f3a91c7d20b4',
  ]);
});

it('has one coin and many coins', () => {
  expect([plural(1, 'coin'), plural(0, 'coin'), plain(plural(1200, 'coin'))]).toEqual([
    '1 coin',
    '0 coins',
    '1 200 coins',
  ]);
});
