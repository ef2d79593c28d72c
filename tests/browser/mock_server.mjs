// The mock server of web/mock as a process of a test's own.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const pagesFolder = process.env.AURAX_WEB_FOLDER ?? join(here, '../../build/web');

export async function startMock(...options) {
  const port = options.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(process.execPath, [
    join(here, '../../web/mock/server.mjs'), '--folder', pagesFolder, ...port, ...options,
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
      const found = /at (http:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on('exit', () => reject(new Error('the mock server ended')));
  });
  return { url, stop: () => new Promise((done) => child.on('exit', done) && child.kill()) };
}
