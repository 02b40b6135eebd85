/** The page of the fixture's program, opened in a browser that the tests of a group share. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { FeedMessage } from '../../src/feed.js';
import { launchOffline, withPage } from '../kit/browser.js';
import { type FakeProgram, fakeProgram } from './fake-program.js';

export interface Opened {
  /** @param hash what the address ends with */
  withPage(hash: string, use: (page: Page) => Promise<void>, width?: number): Promise<void>;
  /** Tells the open pages. */
  send(message: FeedMessage): void;
}

/** To be called where the group is described. */
export function opened(): Opened {
  let browser: Browser;
  let program: FakeProgram;
  beforeAll(async () => {
    [browser, program] = await Promise.all([launchOffline(), fakeProgram()]);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.[Symbol.asyncDispose]();
  });
  return {
    withPage: (hash, use, width) => withPage(browser, `${program.url}${hash}`, use, width),
    send: (message) => program.send(message),
  };
}
