import { describe, expect, test } from 'vitest';
import { type ConnectionOptions, defaultLimits, defaultTimeouts, prepare } from '../src/index.js';
import { lines } from './kit/lines.js';

const prepared = (options: ConnectionOptions) => prepare(lines(), 'server', options);

describe('limits and time-outs', () => {
  test('without options, those of the protocol stand over the defaults', () => {
    const { limits, timeouts } = prepare(lines({ limits: { headerBytes: 5 }, timeouts: { idle: 7 } }), 'server').input;
    expect(limits).toEqual({ ...defaultLimits, headerBytes: 5 });
    expect(timeouts).toEqual({ ...defaultTimeouts, idle: 7 });
  });

  test('the application has the last word', () => {
    const protocol = lines({ limits: { headerBytes: 5, contentBytes: 6 }, timeouts: { idle: 7 } });
    const { limits, timeouts } = prepare(protocol, 'server', {
      limits: { headerBytes: 9 },
      timeouts: { idle: 8 },
    }).input;
    expect(limits).toEqual({ ...defaultLimits, headerBytes: 9, contentBytes: 6 });
    expect(timeouts).toEqual({ ...defaultTimeouts, idle: 8 });
  });

  for (const name of Object.keys(defaultLimits)) {
    for (const value of [0, -1, 1.5, Number.NaN, '10', undefined]) {
      test(`limit ${name} must not be ${String(value)}`, () => {
        expect(() => prepared({ limits: { [name]: value } })).toThrow(RangeError);
        expect(() => prepared({ limits: { [name]: value } })).toThrow(`limits.${name}`);
      });
    }
    test(`limit ${name} may be 1 or Infinity`, () => {
      expect(() => prepared({ limits: { [name]: 1 } })).not.toThrow();
      expect(() => prepared({ limits: { [name]: Number.POSITIVE_INFINITY } })).not.toThrow();
    });
  }

  for (const name of Object.keys(defaultTimeouts)) {
    for (const value of [0, -1, Number.NaN, '10']) {
      test(`time-out ${name} must not be ${String(value)}`, () => {
        expect(() => prepared({ timeouts: { [name]: value } })).toThrow(RangeError);
        expect(() => prepared({ timeouts: { [name]: value } })).toThrow(`timeouts.${name}`);
      });
    }
    test(`time-out ${name} may be 0.5 or Infinity`, () => {
      expect(() => prepared({ timeouts: { [name]: 0.5 } })).not.toThrow();
      expect(() => prepared({ timeouts: { [name]: Number.POSITIVE_INFINITY } })).not.toThrow();
    });
  }
});

describe('the option record', () => {
  for (const value of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`must not be ${value}, and says so before there is a connection`, () => {
      expect(() => prepared({ record: value })).toThrow(RangeError);
      expect(() => prepared({ record: value })).toThrow('record');
    });
  }
  test('may be 0', () => {
    expect(() => prepared({ record: 0 })).not.toThrow();
  });
});
