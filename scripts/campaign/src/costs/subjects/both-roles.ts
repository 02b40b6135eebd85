import type { CostSubject } from '../subject.js';

/** A protocol that both sides speak alike. A server echoes. */
export function bothRoles(
  name: string,
  protocol: CostSubject['protocol'],
  inputs: CostSubject['inputs'],
): readonly CostSubject[] {
  return [
    { name, role: 'server', protocol, answer: (message) => message, inputs },
    { name, role: 'client', protocol, inputs },
  ];
}
