/** A request with any headers, those that `fetch` keeps to itself too. */
import { request } from 'node:http';

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export function ask(url: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        // An event stream has no end; its beginning will do.
        if (response.headers['content-type'] === 'text/event-stream') done();
      });
      response.on('end', () => done());
      const done = () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        asked.destroy();
      };
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
