import { expect, it } from 'vitest';
import { explainAway } from './away.ts';

const address = { host: 'redis', port: 6379, password: 'x', passwordFile: '/run/secrets/redis' };

it.each([
  ['WRONGPASS invalid username-password pair or user is disabled.', 'password', /\/run\/secrets\/redis \(WRONGPASS\)/],
  ['NOAUTH Authentication required.', 'password', /wants a password \(NOAUTH\), and .*\/run\/secrets\/redis/],
  ['LOADING Redis is loading the dataset in memory', 'loading', /still loading/],
  ['getaddrinfo ENOTFOUND redis', 'unreachable', /redis:6379 cannot be reached: getaddrinfo ENOTFOUND redis\. /],
  ['Connection is closed.', 'unreachable', /cannot be reached\. /],
])('%s is told as %s', (message, reason, sentence) => {
  expect(explainAway(new Error(message), address)).toMatchObject({
    ...{ status: 503, reason, message: expect.stringMatching(sentence) },
  });
});

it('never tells the password', () => {
  const secret = { ...address, password: 'hunter2' };
  for (const said of ['WRONGPASS', 'NOAUTH', 'x']) {
    expect(JSON.stringify(explainAway(new Error(said), secret))).not.toContain('hunter2');
  }
});
