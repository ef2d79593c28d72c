// Bundles tests/*.test.ts into a folder and runs them with node's own runner: node test.mjs [FOLDER]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, '../build/web/unit'));
const tests = readdirSync(join(here, 'tests')).filter((name) => name.endsWith('.test.ts'));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: tests.map((name) => join(here, 'tests', name)),
  bundle: true, platform: 'node', format: 'esm', target: 'node18', outdir: folder,
  outExtension: { '.js': '.mjs' }, logLevel: 'warning',
});
const files = tests.map((name) => join(folder, basename(name, '.ts') + '.mjs'));
process.exit(spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1);
