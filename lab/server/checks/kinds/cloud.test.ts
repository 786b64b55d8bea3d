import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import type { CloudInstance } from '../../sandbox/index.ts';
import { sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type CloudEvidence, cloud } from './cloud.ts';
import { type KeyFiles, keysLack } from './cloud-keys.ts';

const instance = (changes: Partial<CloudInstance> = {}): CloudInstance => ({
  machine: 'swarm-1',
  id: 'i-1',
  state: 'running',
  zone: 'eu-west-1a',
  tags: { Name: 'swarm-1', type: 'manager' },
  privateAddress: '172.30.0.12',
  publicAddress: '198.18.0.12',
  groups: ['default'],
  opens: [{ protocol: 'tcp', from: 22, to: 22 }],
  publicKey: '',
  userData: '',
  ...changes,
});
const keys = { id: 'LABKEY1', secret: 'hush' };
const files = (changes: Partial<KeyFiles> = {}): KeyFiles => ({
  modes: { 'cloud/key-id': '600', 'cloud/secret-key': '600', '.aws/credentials': '600' },
  credentials: '[default]\naws_access_key_id = LABKEY1\naws_secret_access_key = hush\n',
  region: 'eu-west-1',
  history: 'aws configure set aws_secret_access_key "$(cat ~/cloud/secret-key)"\n',
  ...changes,
});

function judge(check: Partial<CheckOf<'cloud'>>, evidence: Partial<CloudEvidence> = {}, instances = [instance()]) {
  const given = { facts: { instances, addresses: [] }, keys, files: files(), ...evidence };
  return cloud.judge(
    { kind: 'cloud', title: 'x', ...check },
    sampleWorld<CloudEvidence>(sampleSnapshot(), { evidence: given }),
  );
}

describe('a machine of the account', () => {
  test('is met in its zone with its tags', () => {
    const check = { machine: ['swarm-1'], zone: 'eu-west-1a', tags: { type: 'manager' }, opens: [22] };
    expect(judge(check)).toEqual({ state: 'met', because: 'The account runs swarm-1 in eu-west-1a.' });
  });

  test('that is not rented, boots, or is elsewhere says so', () => {
    expect(judge({ machine: ['swarm-2'] }).because).toBe('The account has no instance with the tag Name swarm-2.');
    expect(judge({ machine: ['swarm-1'] }, {}, [instance({ state: 'pending' })]).because).toBe('swarm-1 is pending.');
    expect(judge({ machine: ['swarm-1'], zone: 'eu-west-1b' }).because).toBe(
      'swarm-1 is in zone eu-west-1a, not in eu-west-1b.',
    );
    expect(judge({ machine: ['swarm-1'], tags: { type: 'worker' } }).because).toContain(
      'type=manager, not type=worker',
    );
  });

  test('whose new group took the place of the old one says that SSH is closed', () => {
    const web = instance({ groups: ['web'], opens: [{ protocol: 'tcp', from: 80, to: 80 }] });
    const finding = judge({ machine: ['swarm-1'], opens: [22, 80] }, {}, [web]);
    expect(finding.because).toContain('Port 22 of swarm-1 is closed');
    expect(finding.likely).toContain('replace those it had');
    expect(
      judge({ machine: ['swarm-1'], opens: [443] }, {}, [instance({ opens: [{ protocol: '-1', from: -1, to: -1 }] })])
        .state,
    ).toBe('met');
  });

  test('without a static address, or one that is bound to nothing, is told apart', () => {
    const check = { machine: ['swarm-1'], static: true as const };
    expect(judge(check).because).toBe('swarm-1 has no static address.');
    const facts = { instances: [instance()], addresses: [{ address: '198.18.0.200', machine: '' }] };
    expect(judge(check, { facts }).because).toContain('bound to no machine');
  });

  test('may have to answer at its public address', () => {
    expect(judge({ machine: ['swarm-1'], answersOn: 80 }).because).toContain('Nothing answers on port 80');
    expect(judge({ machine: ['swarm-1'], answersOn: 80 }, { answering: ['swarm-1'] }).state).toBe('met');
  });

  test('counts among zones', () => {
    const both = [instance(), instance({ machine: 'swarm-2' })];
    expect(judge({ machine: ['swarm-1', 'swarm-2'], zones: 2 }, {}, both).because).toContain(
      'in one zone (eu-west-1a)',
    );
  });
});

describe('the keys of the account', () => {
  test('are met in files of their owner', () => {
    expect(judge({ keys: true }).state).toBe('met');
    expect(keysLack(files(), keys)).toBeUndefined();
  });

  test.each([
    ['history', files({ history: 'export AWS_SECRET_ACCESS_KEY=hush\n' }), 'in the history of the shell'],
    ['mode', files({ modes: { ...files().modes, 'cloud/secret-key': '644' } }), '~/cloud/secret-key has mode 644'],
    ['missing', files({ credentials: '' }), 'There is no ~/.aws/credentials'],
    [
      'real',
      files({ credentials: 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE' }),
      'looks like one of a real AWS account',
    ],
    ['another', files({ credentials: 'aws_access_key_id = LABKEY2' }), 'is not the one in ~/cloud/key-id'],
  ])('that are wrong say how: %s', (_, found, words) => {
    expect(keysLack(found, keys)?.because).toContain(words);
  });

  test('go with a region', () => {
    expect(judge({ region: 'eu-west-1' }).state).toBe('met');
    expect(judge({ region: 'eu-west-1' }, { files: files({ region: 'us-east-1' }) }).because).toContain(
      'us-east-1, not eu-west-1',
    );
  });
});
