// The result document inside a report: gzip in base64, so that 500 names and a day fit in a
// megabyte.
import type { ResultDocument } from '../api';

export async function unpack(base64: string): Promise<ResultDocument> {
  const text = atob(base64.trim());
  const packed = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text()) as ResultDocument;
}
