// Brings a folder's node_modules to what its package-lock.json says, once for all build folders:
//   node install.mjs STAMP [FOLDER]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = resolve(process.argv[3] ?? dirname(fileURLToPath(import.meta.url)));
const installed = join(here, 'node_modules/.installed');
const wanted = createHash('sha256').update(readFileSync(join(here, 'package-lock.json')))
  .update(`${process.platform} ${process.arch}`).digest('hex');

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
  const npm = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: here, stdio: 'inherit' });
  if (npm.status !== 0) {
    console.error(`${here}: npm ci failed; -DAURAX_WEB=OFF builds without the pages`);
    process.exit(1);
  }
  writeFileSync(installed, wanted);
}
writeFileSync(process.argv[2], wanted);
