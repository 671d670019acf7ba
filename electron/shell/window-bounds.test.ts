import { describe, expect, test } from 'vitest';
import { cascaded, openingBounds } from './window-bounds.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 1000 };
const state = { maximized: false, path: '/' };

describe('where a window opens', () => {
  test('the first time: the usual size, the system’s place', () => {
    expect(openingBounds(null, [screen])).toEqual({ width: 1280, height: 860 });
    expect(openingBounds(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
      width: 1024,
      height: 700,
    });
    expect(openingBounds(null, [])).toEqual({ width: 1280, height: 860 });
  });

  test('where it was', () => {
    const was = { x: 2000, y: 20, width: 1000, height: 700 };
    expect(openingBounds({ ...was, ...state }, [screen, second])).toEqual(was);
  });

  test('on the main screen when its screen is gone', () => {
    const was = { x: 2000, y: 20, width: 1000, height: 700, ...state };
    expect(openingBounds(was, [screen])).toEqual({ width: 1000, height: 700 });
  });

  test.each([
    ['left of every screen', { x: -990, y: 0 }],
    ['below', { x: 0, y: 1035 }],
    ['far above, where its title bar cannot be reached', { x: 0, y: -400 }],
  ])('on the main screen when it was %s', (_name, place) => {
    const at = openingBounds({ ...place, width: 1000, height: 700, ...state }, [screen]);
    expect(at).toEqual({ width: 1000, height: 700 });
  });

  test('a little above the screen is moved down', () => {
    const was = { x: 10, y: -10, width: 1000, height: 700, ...state };
    expect(openingBounds(was, [screen])).toMatchObject({ x: 10, y: 0 });
  });

  test('never smaller than the screens are made for, nor larger than the screen', () => {
    const was = { x: 0, y: 0, ...state };
    expect(openingBounds({ ...was, width: 10, height: 10 }, [screen])).toMatchObject({
      width: 960,
      height: 640,
    });
    expect(openingBounds({ ...was, width: 9000, height: 9000 }, [screen])).toMatchObject({
      width: 1920,
      height: 1040,
    });
  });

  test('a further window stands beside the first', () => {
    expect(cascaded({ x: 1, y: 2, width: 3, height: 4 })).toEqual({ x: 33, y: 34, width: 3, height: 4 });
  });
});
