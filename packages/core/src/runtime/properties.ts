/** The property of that name, unless it is inherited: nobody implements an action by naming it `toString`. */
export function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Whether reading a property of the object may call something. */
export function hasGetters(object: object): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(object)).some((property) => !('value' in property));
}
