// The real programs for tests of the pages: aurax-load, its workers, and the stand-in backend, each
// on ports that the kernel picked, all ended by end(). They are taken from AURAX_BIN_DIR.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const LIMIT = 30_000; // ms, for anything that is waited for

const LISTENING = /listening on (http:\/\/\S+)/;
const SERVING = /Web interface at (https?:\/\/\S+)/;
const MASTER_LISTENING = /Master listening on \S+:(\d+)/;

function binary(name) {
  const folder = process.env.AURAX_BIN_DIR;
  if (!folder) throw new Error('AURAX_BIN_DIR is not set: the folder with aurax-load in it');
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`${path} is not there: build it first`);
  return path;
}

// Only what a test gives: neither a developer's settings nor files in their home.
function cleanEnvironment(home) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AURAX_LOAD|LOCUST)_/.test(name));
  return { ...Object.fromEntries(kept), HOME: home };
}

// A child process: what it has written so far, and its end.
class Program {
  constructor(command, options, folder) {
    this.command = [command, ...options].join(' ');
    this.child = spawn(command, options, {
      cwd: folder, env: cleanEnvironment(folder), stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.text = '';
    this.out = '';
    this.onText = new Set();
    const hear = (text) => {
      this.text += text;
      for (const look of this.onText) look();
    };
    this.child.stdout.setEncoding('utf8').on('data', (text) => {
      this.out += text;
      hear(text);
    });
    this.child.stderr.setEncoding('utf8').on('data', hear);
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => {
        this.code = code ?? signal;
        for (const look of this.onText) look();
        resolve(this.code);
      });
    });
    this.ended.catch(() => {});
  }

  // The match of the pattern in what the program writes; fails when it ends without.
  async wrote(pattern, limit = LIMIT) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.onText.delete(look);
        settle(value);
      };
      const fail = (why) => finish(reject, new Error(`${why}: ${pattern}\n${this.command}\n${this.text}`));
      const look = () => {
        const found = pattern.exec(this.text);
        if (found) finish(resolve, found);
        else if (this.code !== undefined) fail(`ended with ${this.code} and never wrote`);
      };
      const timer = setTimeout(() => fail(`not within ${limit} ms`), limit);
      this.onText.add(look);
      look();
    });
  }

  async stop(signal = 'SIGTERM') {
    if (this.code === undefined) this.child.kill(signal);
    const patience = setTimeout(() => this.child.kill('SIGKILL'), LIMIT);
    const code = await this.ended;
    clearTimeout(patience);
    return code;
  }
}

export class Programs {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'aurax-browser-'));
    this.running = [];
  }

  start(name, options) {
    const program = new Program(binary(name), options.map(String), this.folder);
    this.running.push(program);
    return program;
  }

  // aurax-backend-sim; .url is where it listens.
  async backend(...options) {
    const program = this.start('aurax-backend-sim', ['--port', '0', ...options]);
    program.url = (await program.wrote(LISTENING))[1];
    return program;
  }

  // aurax-load with a web interface; .url is where it serves, without a slash at the end.
  async load(...options) {
    const port = options.includes('--web-port') ? [] : ['--web-port', '0'];
    const program = this.start('aurax-load', [...port, ...options]);
    program.url = (await program.wrote(SERVING))[1].replace(/\/$/, '');
    return program;
  }

  // The port for workers of a master, which was started with --master-bind-port 0.
  async clusterPort(master) {
    return (await master.wrote(MASTER_LISTENING))[1];
  }

  worker(port, id, ...options) {
    return this.start('aurax-load', ['--worker', '--master-host', '127.0.0.1', '--master-port', port,
      '--worker-id', id, ...options]);
  }

  // A command that ends by itself; its exit code and what it wrote.
  async run(options, input = '') {
    const program = this.start('aurax-load', options);
    program.child.stdin.end(input);
    await program.ended;
    return program;
  }

  // A line for --web-auth-file.
  async account(name, role, password) {
    const { code, out, text } = await this.run(['hash-password'], `${password}\n`);
    if (code !== 0) throw new Error(`hash-password ended with ${code}: ${text}`);
    return `${name}:${role}:${out.trim()}\n`;
  }

  // A file in the folder of this test; its path.
  file(name, text) {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  async end() {
    await Promise.allSettled(this.running.map((program) => program.stop('SIGKILL')));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
