/**
 * Who is there: members come and go in no order. In place of a Set, whose tables lead to each other as they are outgrown: a
 * connection that is over would live on in a dead one, until the next full collection.
 */
export class Roster<TMember extends Listed> implements Iterable<TMember> {
  readonly #members: TMember[] = [];

  get size(): number {
    return this.#members.length;
  }

  has(member: TMember): boolean {
    return this.#members[member.place] === member;
  }

  add(member: TMember): void {
    member.place = this.#members.length;
    this.#members.push(member);
  }

  delete(member: TMember): void {
    if (!this.has(member)) return;
    const last = this.#members.pop() as TMember;
    if (last === member) return;
    this.#members[member.place] = last;
    last.place = member.place;
  }

  /** Those who are there now, whoever comes and goes meanwhile. */
  [Symbol.iterator](): IterableIterator<TMember> {
    return this.#members.slice().values();
  }
}

/** Who can be a member of one roster. */
export interface Listed {
  /** The roster's own. */
  place: number;
}
