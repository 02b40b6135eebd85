/** Whether a command line asks what there is to say. Then that is said, and nothing is wrong. */
export function asksForHelp(args: readonly string[], usage: string): boolean {
  const asks = args.includes('--help') || args.includes('-h');
  if (asks) console.log(usage);
  return asks;
}
