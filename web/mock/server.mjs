// Plays the server of api.ts with runs that never happened, for work on the pages:
//   node mock/server.mjs [--port 8090] [--folder ../build/web] [--base /load] [--names 8] [--workers 1]
//                        [--no-worker] [--login] [--allowed '*.example.com'] [--speed 1] [--past 3]
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Front } from './front.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    folder: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), '../../build/web') },
    base: { type: 'string', default: '' },
    names: { type: 'string', default: '8' },
    workers: { type: 'string', default: '1' },
    'no-worker': { type: 'boolean', default: false },
    login: { type: 'boolean', default: false },
    allowed: { type: 'string', default: '' },
    speed: { type: 'string', default: '1' },
    past: { type: 'string', default: '3' },
  },
});

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
  + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const front = new Front({
  names: Number(values.names), workers: Number(values.workers), noWorker: values['no-worker'],
  login: values.login, allowed: values.allowed ? values.allowed.split(',') : [],
  speed: Number(values.speed), past: Number(values.past), folder: values.folder,
});

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://mock');
  if (!url.pathname.startsWith(values.base)) return response.writeHead(404).end();
  const path = url.pathname.slice(values.base.length).replace(/^\//, '');
  if (path.startsWith('api/v1/')) return front.answer(request, response, path.slice(7), url);
  const file = path || 'index.html';
  const at = join(values.folder, file);
  if (file.includes('..') || !existsSync(at)) return response.writeHead(404).end();
  response.writeHead(200, {
    'Content-Type': TYPES[file.split('.').pop()] ?? 'application/octet-stream',
    'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store',
  });
  return response.end(readFileSync(at));
});
server.listen(Number(values.port), '127.0.0.1', () => {
  console.log(`mock server at http://127.0.0.1:${server.address().port}${values.base}/`);
});
