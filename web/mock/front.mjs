// The routes of api.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as report from './report.mjs';
import { MockRun } from './run.mjs';
import { scenario } from './scenario.mjs';

const USERS = { ada: 'operator', bob: 'viewer' }; // the password is the name
const GOING = ['spawning', 'running', 'stopping'];

function summary(run, stored) {
  const total = run.row(run.all());
  return {
    run_id: run.runId, stored, scenario: scenario.file, host: run.host, started_unix_us: run.startedUnixUs,
    elapsed_us: run.second * 1e6, peak_users: run.peak, requests: total.requests, failures: total.failures,
    rps: total.total_rps, p50_us: total.p50, p95_us: total.p95, p99_us: total.p99,
    trust: report.verdict(run).trust, complete: run.state === 'stopped',
  };
}

export class Front {
  constructor(options) {
    this.options = options;
    this.run = null;
    this.version = 0;
    this.logs = [];
    this.streams = new Set();
    this.past = Array.from({ length: options.past }, (_, at) => this.pastRun(at));
    this.log('', 'INFO', 'the web front listens');
    setInterval(() => this.tick(), 1000 / options.speed);
  }

  pastRun(at) {
    const run = new MockRun({
      users: 30 + 40 * at, spawnRate: 5, runTimeUs: (90 + 30 * at) * 1e6, host: 'http://127.0.0.1:8000',
      nameCount: this.options.names, workerCount: at % 2 ? 3 : 1, seed: 11 + at,
      startedUnixUs: (Date.now() - 86400e3 * (at + 1)) * 1000,
    });
    while (run.state !== 'stopped') run.step();
    return run;
  }

  log(source, level, text) {
    const at = new Date().toISOString().replace('T', ' ').slice(0, 23);
    this.logs.push({ sequence: this.logs.length + 1, source, level, text: `${at} ${level} ${text}` });
  }

  tick() {
    const run = this.run;
    if (!run) return;
    const was = run.state;
    const events = run.events.length;
    const logs = this.logs.length;
    if (GOING.includes(run.state)) {
      run.step();
      for (const event of run.events.slice(events)) {
        this.log(event.worker_id, event.kind === 'worker_missing' ? 'WARNING' : 'INFO', event.text);
      }
    } else if (!this.dirty) {
      return;
    }
    this.dirty = false;
    if (was !== run.state && run.state === 'stopped') this.past.unshift(run);
    const last = run.series.to_us.length - 1;
    const series = Object.fromEntries(Object.entries(run.series).map(
      ([key, column]) => [key, Array.isArray(column) ? column.slice(last) : column],
    ));
    this.send({
      state: run.state, run: run.facts(), total: run.row(run.all()), rows: run.changedRows(), series,
      errors: report.errors(run), users: report.users(run), workers: report.workers(run),
      ledger: report.ledger(run), generator: report.generator(run), verdict: report.verdict(run),
      thresholds: report.thresholds(run), events: run.events.slice(events), logs: this.logs.slice(logs),
    });
  }

  whole() {
    const run = this.run;
    const base = { state: run?.state ?? 'ready', distributed: this.options.workers > 1 || this.options.noWorker,
      ready_workers: this.options.noWorker ? 0 : this.options.workers, run: run?.facts() ?? null, logs: this.logs };
    if (!run) return { ...base, rows: [], errors: [], exceptions: [], users: [], workers: [], events: [] };
    return { ...base, total: run.row(run.all()), rows: run.rows(), series: run.series,
      errors: report.errors(run), exceptions: [], users: report.users(run), workers: report.workers(run),
      ledger: report.ledger(run), generator: report.generator(run), verdict: report.verdict(run),
      thresholds: report.thresholds(run), events: run.events };
  }

  send(live) {
    const text = `event: live\nid: ${++this.version}\ndata: ${JSON.stringify({ version: this.version, ...live })}\n\n`;
    for (const stream of this.streams) stream.write(text);
  }

  who(request) {
    const user = /session=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    return this.options.login ? (USERS[user] ? user : null) : null;
  }

  async answer(request, response, path, url) {
    const say = (status, body, headers = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    let body = '';
    for await (const part of request) body += part;
    const asked = body ? JSON.parse(body) : {};
    const user = this.who(request);
    const role = this.options.login ? USERS[user] ?? 'viewer' : 'operator';
    if (path === 'session') {
      return say(200, { login_required: this.options.login, user, role, csrf: 'csrf-of-mock', version: '0.1.0' });
    }
    if (path === 'login') {
      if (!USERS[asked.user] || asked.password !== asked.user) return say(403, { error: 'user or password is wrong' });
      return say(200, {}, { 'Set-Cookie': `session=${asked.user}; HttpOnly; SameSite=Strict; Path=/` });
    }
    if (this.options.login && !user) return say(401, { error: 'log in first' });
    if (request.method !== 'GET' && request.headers['x-csrf-token'] !== 'csrf-of-mock') {
      return say(403, { error: 'the CSRF token is missing' });
    }
    if (path === 'logout') return say(200, {}, { 'Set-Cookie': 'session=; Max-Age=0; Path=/' });
    if (path === 'events') return this.stream(request, response);
    if (path === 'scenario') return say(200, { ...scenario, allowed_hosts: this.options.allowed });
    if (path === 'runs' && request.method === 'GET') {
      const current = this.run && GOING.includes(this.run.state) ? [summary(this.run, false)] : [];
      return say(200, [...current, ...this.past.map((run) => summary(run, true))]);
    }
    if (request.method !== 'GET' && role !== 'operator') return say(403, { error: 'you may only look' });
    if (path === 'runs') return this.start(asked, say);
    if (request.method === 'PATCH') return this.change(asked, say);
    if (path === 'runs/current/stop') {
      this.run?.stop();
      this.dirty = true;
      if (this.run) this.past.unshift(this.run);
      return setTimeout(() => say(200, {}), 300);
    }
    if (path === 'runs/current/reset') {
      this.run?.clear();
      if (this.run) this.send({ reset: true, ...this.whole(), logs: [] });
      return say(200, {});
    }
    return this.results(path, url, say, response);
  }

  start(asked, say) {
    const mistakes = [];
    if (asked.users > 100000) mistakes.push({ field: 'users', message: 'at most 100000' });
    if (asked.run_time && !/^(\d+[hms])+$/.test(asked.run_time)) {
      mistakes.push({ field: 'run_time', message: `"${asked.run_time}" is no length of time: write 90s or 1h30m` });
    }
    if (asked.host && !/^https?:/.test(asked.host)) mistakes.push({ field: 'host', message: 'must begin with http:// or https://' });
    if (mistakes.length) return say(422, { error: 'the run cannot be started', mistakes });
    if (this.run && GOING.includes(this.run.state)) return say(409, { error: 'a run is going on' });
    const seconds = { h: 3600, m: 60, s: 1 };
    const limit = asked.run_time === undefined ? scenario.run_time_us : asked.run_time === null ? null
      : [...asked.run_time.matchAll(/(\d+)([hms])/g)].reduce((sum, [, n, unit]) => sum + n * seconds[unit], 0) * 1e6;
    this.run = new MockRun({
      users: asked.users ?? 50, spawnRate: asked.spawn_rate ?? 10, runTimeUs: limit,
      host: asked.host || scenario.host, nameCount: this.options.names, workerCount: this.options.workers,
      startedUnixUs: Date.now() * 1000, seed: 1000 + this.version,
    });
    this.log('', 'INFO', `run ${this.run.runId} has been started`);
    this.send({ reset: true, ...this.whole(), logs: this.logs.slice(-1) });
    return say(201, { run_id: this.run.runId });
  }

  change(asked, say) {
    if (!this.run || !GOING.includes(this.run.state)) return say(409, { error: 'no run is going on' });
    if (asked.users > 100000) return say(422, { error: 'not possible', mistakes: [{ field: 'users', message: 'at most 100000' }] });
    if (asked.users !== undefined) this.run.targetUsers = asked.users;
    if (asked.spawn_rate !== undefined) this.run.spawnRate = asked.spawn_rate;
    this.run.event('changed', `now ${this.run.targetUsers} users at ${this.run.spawnRate}/s`);
    this.send({ events: this.run.events.slice(-1) });
    return say(200, {});
  }

  stream(request, response) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(`event: live\nid: ${++this.version}\ndata: ${JSON.stringify({ version: this.version, ...this.whole() })}\n\n`);
    this.streams.add(response);
    request.on('close', () => this.streams.delete(response));
  }

  results(path, url, say, response) {
    const [, id, what] = /^runs\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    const run = id === 'current' ? this.run : this.past.find((one) => one.runId === id);
    if (!run) return say(404, { error: 'there is no such run' });
    if (!what) return say(200, report.document(run));
    if (what === 'entry') {
      const [method, name] = [url.searchParams.get('method'), url.searchParams.get('name')];
      const total = name === '' || name === 'Aggregated';
      const found = total ? run.all() : run.names.find((one) => one.method === method && one.name === name);
      return found ? say(200, run.entry(found, true)) : say(404, { error: 'there is no such name' });
    }
    if (what === 'report.html') {
      const template = readFileSync(join(this.options.folder, 'report.html'), 'utf8');
      const packed = gzipSync(JSON.stringify(report.document(run, true))).toString('base64');
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      return response.end(template.replace('@RESULT@', () => packed).replace('@THEME@', ''));
    }
    return say(200, { mock: what });
  }
}
