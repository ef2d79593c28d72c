// Builds the pages: node build.mjs [FOLDER]. Type errors and pages that are too big fail it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, '../build/web'));
const MOST_GZIPPED = 200_000; // of all that a browser loads

const source = (name) => readFileSync(join(here, 'src', name), 'utf8');

async function bundle(entry) {
  const result = await build({
    entryPoints: [join(here, 'src', entry)],
    bundle: true, minify: true, write: false, format: 'iife', target: ['chrome107', 'firefox104', 'safari16'],
    outfile: join(folder, 'out.js'), jsx: 'automatic', jsxImportSource: 'preact', charset: 'utf8',
    legalComments: 'none', absWorkingDir: here, logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const text = (ending) => result.outputFiles.find((file) => file.path.endsWith(ending)).text;
  return { js: text('.js'), css: text('.css') };
}

// Replaces without regard to the dollar signs in what is put in.
const fill = (text, marks) => Object.entries(marks).reduce(
  (filled, [mark, value]) => filled.split(`{{${mark}}}`).join(value), text,
);
const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

function report({ js, css }) {
  const script = js.trim().replace(/<\/script/gi, '<\\/script').replace(/<!--/g, '<\\!--');
  const style = css.trim();
  const page = fill(source('report.html'), {
    SCRIPT_HASH: hash(script), STYLE_HASH: hash(style), STYLE: style, SCRIPT: script,
    ICON: Buffer.from(source('favicon.svg')).toString('base64'),
  });
  for (const mark of ['@RESULT@', '@THEME@']) {
    if (page.split(mark).length !== 2) throw new Error(`report.html must have ${mark} once`);
  }
  return page;
}

const checked = spawnSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', here], {
  stdio: 'inherit',
});
if (checked.status !== 0) process.exit(1);

const [app, reportParts] = await Promise.all([bundle('main.tsx'), bundle('report_main.tsx')]);
const files = {
  'index.html': source('index.html'), 'app.js': app.js, 'app.css': app.css,
  'favicon.svg': source('favicon.svg'), 'report.html': report(reportParts),
};
mkdirSync(folder, { recursive: true });
let loaded = 0;
for (const [name, content] of Object.entries(files)) {
  // Without a time stamp in it, so that the same source gives the same bytes.
  const packed = gzipSync(Buffer.from(content), { level: 9 });
  writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, `${name}.gz`), packed);
  if (name !== 'report.html') loaded += packed.length;
  console.log(`web: ${name} ${content.length} bytes, ${packed.length} gzipped`);
}
console.log(`web: ${loaded} bytes gzipped in all, at most ${MOST_GZIPPED}`);
if (loaded > MOST_GZIPPED) {
  console.error('web: the pages have become too big');
  process.exit(1);
}
