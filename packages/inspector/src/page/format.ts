/** Numbers as people read them. */

/** `4`, `760`, `1.2k`, `3.4M` */
export function short(count: number): string {
  if (count < 1000) return String(Math.round(count));
  if (count < 1e6) return `${digits(count / 1000)}k`;
  return count < 1e9 ? `${digits(count / 1e6)}M` : `${digits(count / 1e9)}G`;
}

/** `10,000` */
export const whole = (count: number): string => count.toLocaleString('en');

/** `131 B`, `70 kB`, `1.1 MB` */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${digits(count / 1000)} kB`;
  return count < 1e9 ? `${digits(count / 1e6)} MB` : `${digits(count / 1e9)} GB`;
}

/** Nothing for a rate that would show as 0: `12/s`, `0.4/s`, `1.2k/s` */
export function rate(perSecond: number): string {
  if (perSecond < 0.05) return '';
  return `${perSecond < 10 ? digits(perSecond) : short(perSecond)}/s`;
}

/** Milliseconds: `0.2 ms`, `14.2 s`, `3 min 05 s`, `2 h 10 min` */
export function duration(ms: number): string {
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 1000) return `${digits(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two((seconds % 3600) / 60)} min`;
}

/** One digit after the point, where there is one to show. */
const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ''));

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
