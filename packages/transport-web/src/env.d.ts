/** The globals of the common web platform that this package uses. Neither Node's types nor the DOM's are loaded. */
declare function setTimeout(callback: () => void, delay: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare const performance: { now(): number };
