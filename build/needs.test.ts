import { expect, test } from 'vitest';
import { findProgram, needs, windowNeed, type Machine } from './needs.ts';
import { namesOf } from './system.ts';

const whole: Machine = {
  platform: 'linux',
  hasProgram: () => true,
  hasLibrary: () => true,
  hasFont: () => true,
};
const bare: Machine = { ...whole, hasProgram: () => false, hasLibrary: () => false, hasFont: () => false };

function missing(machine: Machine): string[] {
  return needs.flatMap((need) => need.missing(machine));
}

test('a machine that has everything lacks nothing', () => {
  expect(missing(whole)).toEqual([]);
});

test('what is missing is named', () => {
  expect(missing(bare)).toEqual([
    'slapd',
    'slapadd',
    'ldapsearch',
    'libgtk-3.so.0',
    'libnss3.so',
    'libgbm.so.1',
    'libasound.so.2',
    'Xvfb',
    'a scalable font',
  ]);
  expect(missing({ ...whole, hasProgram: (name) => name !== 'Xvfb' })).toEqual(['Xvfb']);
});

test('only Linux needs libraries, a screen and fonts of the system', () => {
  expect(missing({ ...bare, platform: 'darwin' })).toEqual(['slapd', 'slapadd', 'ldapsearch']);
});

test('a package goes by the name that this release knows', () => {
  expect(namesOf([windowNeed], () => false)).toEqual([
    'libgtk-3-0',
    'libnss3',
    'libgbm1',
    'libasound2',
    'xvfb',
  ]);
  expect(namesOf([windowNeed], (name) => name.endsWith('t64'))).toContain('libasound2t64');
});

test('programs are found in PATH, and nothing is made up', () => {
  expect(findProgram('sh')).toMatch(/\/sh$/);
  expect(findProgram('rollcall-has-no-such-program')).toBeUndefined();
});
