/** What a server hears. Keys have 1 to 255 bytes in UTF-8. */
export type Request =
  | { readonly type: 'get'; readonly key: string }
  | { readonly type: 'set'; readonly key: string; readonly value: Uint8Array };

/** What a client hears, one for each request. */
export type Reply =
  | { readonly type: 'value'; readonly value: Uint8Array }
  | { readonly type: 'stored' }
  | { readonly type: 'missing' }
  /** The last reply of a connection: the server could not make sense of what came. */
  | { readonly type: 'error'; readonly reason: string };
