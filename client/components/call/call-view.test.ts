import { expect, test } from 'bun:test';
import { followCall, followPath, setStagePanel, stageOpen, stagePanel } from './call-view.ts';

test('a call opens the stage once, and a page with a frame of its own is not covered by it', () => {
  followPath('/c/1');
  followCall(false);
  followCall(true);
  expect(stageOpen()).toBe(true);
  // Another page, with a frame of its own, which looks at both anew.
  followPath('/meet');
  followCall(true);
  expect(stageOpen()).toBe(false);
});

test('the next call opens it again, and the end of one closes its panel', () => {
  setStagePanel('devices');
  followCall(false);
  expect(stagePanel()).toBe('none');
  followCall(true);
  expect(stageOpen()).toBe(true);
});

test('staying where one is leaves the stage open', () => {
  followPath('/meet');
  expect(stageOpen()).toBe(true);
});
