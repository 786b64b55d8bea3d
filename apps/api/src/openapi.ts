/** A JSON schema, as far as it is used here. */
type Schema = Readonly<Record<string, unknown>>;

const number: Schema = { type: 'number' };
const count: Schema = { type: 'integer', minimum: 0 };
const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const moment: Schema = { type: 'integer', description: 'unix milliseconds' };
const claimModes = ['queue', 'naive'];
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const listOf = (items: Schema): Schema => ({ type: 'array', items });

/** All properties are always there, and there are no others. */
function object(properties: Readonly<Record<string, Schema>>, description?: string): Schema {
  const about = description === undefined ? {} : { description };
  return { type: 'object', ...about, properties, required: Object.keys(properties), additionalProperties: false };
}

const schemas = {
  Summary: object({
    total: { ...count, description: 'coins, each job counted once' },
    duplicates: { ...count, description: 'answers to jobs that had a coin already' },
    rate: { ...number, description: 'coins a second over the last 10 whole seconds' },
    miners: { ...listOf(ref('Miner')), description: 'seen in the last 5 seconds, oldest first' },
    difficultyBits: { type: ['integer', 'null'], description: 'the highest of all miners; null without miners' },
    claimMode: { enum: [...claimModes, 'mixed', null], description: 'null without miners' },
    redis: object({ ms: number }, 'the round trip of a PING'),
    servedBy: object(
      { host: text, task: text, node: textOrNull, version: textOrNull },
      'which copy of this program answers',
    ),
    at: moment,
    proxy: { ...textOrNull, description: 'X-Forwarded-Server of the request' },
  }),
  Miner: object({
    id: text,
    task: text,
    node: textOrNull,
    coins: count,
    duplicates: count,
    rate: { ...number, description: 'coins a second over the last 10 whole seconds' },
    hashRate: { ...number, description: 'hashes a second' },
    since: moment,
    claimMode: { enum: claimModes },
    difficultyBits: count,
  }),
  Coin: object({
    id: { ...text, description: 'id in the stream of coins; also the id of events', pattern: '^\\d+-\\d+$' },
    job: count,
    nonce: count,
    hash: { ...text, description: 'SHA-256 of devcoin:<job>:<nonce>' },
    miner: text,
    task: text,
    node: textOrNull,
    at: moment,
    ms: { ...number, description: 'how long it took' },
  }),
  Coins: object({ coins: listOf(ref('Coin')) }),
  NewCoins: object({ total: count, coins: listOf(ref('Coin')) }, 'data of the event `coins`; newest first'),
  History: object({
    stepSeconds: count,
    points: listOf(object({ at: { ...count, description: 'start of the step in unix seconds' }, coins: count })),
  }),
  Status: object({ status: { enum: ['alive', 'ready'] } }),
  Problem: {
    type: 'object',
    description: 'problem details, RFC 9457',
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      parameter: { ...text, description: 'which parameter was bad' },
      allowed: { ...text, description: 'what the parameter may be' },
      paths: { ...listOf(text), description: 'what there is, when a path was not found' },
    },
    required: ['type', 'title', 'status', 'detail'],
    additionalProperties: false,
  },
};

const servedBy = {
  'X-Served-By': { description: 'the task that answers', schema: text },
  'X-Version': { description: 'the version of this program, when it knows it', schema: text },
  'Access-Control-Allow-Origin': { schema: { const: '*' } },
};
const answer = (description: string, type: string, schema: Schema) => ({
  description,
  headers: servedBy,
  content: { [type]: { schema } },
});
const ok = (description: string, schema: Schema) => ({ 200: answer(description, 'application/json', schema) });
const problem = (description: string) => answer(description, 'application/problem+json', ref('Problem'));
const away = { 503: problem('Redis is away') };
const bad = { 400: problem('a parameter is not what it may be') };
const query = (name: string, description: string, schema: Schema) => ({ name, in: 'query', description, schema });

const eventText = `Events:
- \`summary\` at once and each second: a Summary
- \`coins\` within 100 ms of new coins: NewCoins; its id is that of the newest coin
- \`away\` once when Redis is lost: a Problem; the next \`summary\` says that it is back
A comment comes each 15 seconds. The answer is 200 also while Redis is away.`;

/** What this API offers, as an OpenAPI document. */
export const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'DevCoin API',
    version: '1.0.0',
    description: 'How many coins there are, who finds them, and news of them.',
  },
  paths: {
    '/': { get: { summary: 'All numbers at a glance', responses: { ...ok('the numbers', ref('Summary')), ...away } } },
    '/coins': {
      get: {
        summary: 'The latest coins, newest first',
        parameters: [query('limit', 'how many', { type: 'integer', minimum: 1, maximum: 200, default: 20 })],
        responses: { ...ok('the coins', ref('Coins')), ...bad, ...away },
      },
    },
    '/history': {
      get: {
        summary: 'Coins over time, without the unfinished last step',
        description: 'Steps of 1 s for 2m, of 5 s for 15m, of 60 s for all (a week at most).',
        parameters: [query('span', 'how far back', { enum: ['2m', '15m', 'all'], default: '2m' })],
        responses: { ...ok('coins in each step, oldest first', ref('History')), ...bad, ...away },
      },
    },
    '/events': {
      get: {
        summary: 'News as server-sent events',
        description: eventText,
        parameters: [
          {
            name: 'Last-Event-ID',
            in: 'header',
            description: 'goes on after this coin, with the latest 200 of those missed',
            schema: { type: 'string', pattern: '^\\d+-\\d+$' },
          },
        ],
        responses: { 200: answer('the stream', 'text/event-stream', text), ...bad },
      },
    },
    '/metrics': {
      get: {
        summary: 'The numbers as Prometheus reads them',
        responses: {
          200: answer('text format 0.0.4; without the numbers of Redis while it is away', 'text/plain', text),
        },
      },
    },
    '/health': { get: { summary: 'Whether this program lives', responses: ok('it does', ref('Status')) } },
    '/ready': {
      get: {
        summary: 'Whether requests can be answered',
        responses: { ...ok('they can', ref('Status')), 503: problem('Redis is away, or this program is stopping') },
      },
    },
    '/openapi.json': { get: { summary: 'This document', responses: ok('it', { type: 'object' }) } },
  },
  components: { schemas },
};
