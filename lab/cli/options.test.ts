import { describe, expect, it } from 'vitest';
import { dataOptions, serverOptions } from './lab-options.ts';
import { checkOptions, nearest } from './options.ts';

const args = { ...serverOptions, ...dataOptions };
const check = (...given: string[]) => checkOptions('start', args, given, {});

describe('the options of a command', () => {
  it('pass when they are known and have what they need', () => {
    expect(() => check('--port', '8080', '--host=0.0.0.0', '--provider', 'fake', '-y', '--no-yes')).not.toThrow();
    expect(() => check('--port', '-5')).not.toThrow();
  });

  it.each([
    [['--prot', '8080'], 'start has no option --prot. --port is near.'],
    [['--colour=red'], 'start has no option --colour.'],
    [['--port'], '--port needs a value, as in --port <number>.'],
    [['--port='], '--port needs a value'],
    [['--port', '--yes'], '--port needs a value'],
    [['--provider', 'podman'], '--provider is dind or fake, not podman.'],
    [['--yes=please'], '--yes takes no value: write --yes alone.'],
    [['8080'], 'start does not know what to do with 8080.'],
  ])('%j is refused with what is wrong and how to find out more', (given, sentence) => {
    expect(() => check(...given)).toThrow(
      expect.objectContaining({ code: 'badConfig', message: expect.stringContaining(sentence) }),
    );
    expect(() => check(...given)).toThrow('npm start -- --help explains the options.');
  });

  it('are asked for with two dashes when npm kept them to itself', () => {
    expect(() => checkOptions('start', args, ['8080'], { npm_config_port: '8080' })).toThrow(
      'as in npm start -- --port 8080.',
    );
    expect(() => checkOptions('verify', {}, [], { npm_config_port: '8080' })).not.toThrow();
  });

  it('are explained by the command as a person types it', () => {
    const refused = (command: string) => () => checkOptions(command, {}, ['--x'], {});
    expect(refused('verify')).toThrow('npm run verify -- --help');
    expect(refused('down')).toThrow('npx devcoin-lab down --help');
  });

  it('may be followed by any number of words where the last place says so', () => {
    const places = { course: { type: 'positional', valueHint: 'course…' } } as const;
    expect(() => checkOptions('rehearse', places, ['devcoin', 'other'], {})).not.toThrow();
  });
});

describe('the nearest name', () => {
  it('is one with few letters changed, or none at all', () => {
    expect(nearest('verfy', ['verify', 'test'])).toBe('verify');
    expect(nearest('juggle', ['verify', 'test'])).toBeUndefined();
  });
});
