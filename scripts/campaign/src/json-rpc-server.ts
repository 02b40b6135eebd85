/** What a server of JSON-RPC 2.0 says to a text: each request of it gets its result, a notification nothing (sections 4 to 6). */
export function jsonRpcAnswer(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return JSON.stringify(failure(-32_700, 'Parse error'));
  }
  const answer = jsonRpcAnswerTo(value);
  return answer === undefined ? undefined : JSON.stringify(answer);
}

/** The same of a value. */
export function jsonRpcAnswerTo(value: unknown): unknown {
  if (!Array.isArray(value)) return answerTo(value);
  if (value.length === 0) return failure(-32_600, 'Invalid Request');
  const answers = value.map(answerTo).filter((answer) => answer !== undefined);
  return answers.length === 0 ? undefined : answers;
}

function answerTo(request: unknown): object | undefined {
  const { method, id } = (request ?? {}) as { readonly method?: unknown; readonly id?: unknown };
  if (typeof method !== 'string') return failure(-32_600, 'Invalid Request');
  return id === undefined ? undefined : { jsonrpc: '2.0', id, result: method.length };
}

function failure(code: number, message: string): object {
  return { jsonrpc: '2.0', id: null, error: { code, message } };
}
