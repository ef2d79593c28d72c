// A run that never happened: its state second by second, in the words of the contract.
import { heat, latency, quantile, randomStream } from './numbers.mjs';
import { names, scenario } from './scenario.mjs';

const US = 1e6;

export class MockRun {
  constructor({ users, spawnRate, runTimeUs, host, nameCount, workerCount, startedUnixUs, seed }) {
    this.random = randomStream(seed);
    this.names = names(nameCount).map(([method, name, median, failing], id) => ({
      id, method, name, median, failing, requests: 0, failures: 0, now: 0, nowFailures: 0,
    }));
    Object.assign(this, { targetUsers: users, spawnRate, runTimeUs, host, workerCount, seed, startedUnixUs });
    this.runId = `20261123-${String(seed).padStart(6, '0')}-mock`;
    this.users = 0;
    this.peak = 0;
    this.second = 0;
    this.state = 'spawning';
    this.events = [];
    this.epoch = 1;
    this.lost = false;
    this.clear();
    this.event('started', `the run has begun with ${users} users wanted`);
  }

  clear() {
    this.series = { epoch: this.epoch, from_us: [], to_us: [], requests: [], failures: [], users: [],
      workers: [], p50_us: [], p95_us: [], p99_us: [], heat: [] };
    for (const name of this.names) Object.assign(name, { requests: 0, failures: 0 });
    this.statisticsFrom = this.second;
  }

  event(kind, text, worker_id = '') {
    this.events.push({ at_us: this.second * US, kind, text, worker_id });
  }

  // One second passes.
  step() {
    if (this.state === 'stopped') return;
    const before = this.users;
    const way = this.targetUsers - this.users;
    this.users += Math.sign(way) * Math.min(Math.abs(way), Math.max(1, this.spawnRate));
    this.users = Math.round(this.users);
    this.peak = Math.max(this.peak, this.users);
    if (this.state === 'spawning' && this.users === this.targetUsers) {
      this.state = 'running';
      this.event('spawned', `all ${this.users} users are running`);
    }
    if (this.users !== this.targetUsers && this.state === 'running') this.state = 'spawning';
    if (this.workerCount > 1 && this.second === 25) {
      this.lost = true;
      this.event('worker_missing', 'worker-2 has not been heard of for 3 s', 'worker-2');
    }
    const strain = 1 + (this.users / 400) ** 2 + (this.second % 60 > 45 ? 0.5 : 0);
    const total = this.users * 1.7 * (0.93 + 0.14 * this.random()) * (before > 0 ? 1 : 0.5);
    const weights = this.names.map((name, at) => 1 / (1 + (at % 8)));
    const sum = weights.reduce((a, b) => a + b, 0);
    let requests = 0;
    let failures = 0;
    this.names.forEach((name, at) => {
      const exact = (total * weights[at]) / sum;
      name.now = Math.floor(exact) + (this.random() < exact % 1 ? 1 : 0);
      name.nowFailures = 0;
      for (let i = 0; i < Math.min(name.now, 50); i++) {
        if (this.random() < name.failing * strain) name.nowFailures++;
      }
      name.requests += name.now;
      name.failures += name.nowFailures;
      requests += name.now;
      failures += name.nowFailures;
    });
    const median = Math.round(160_000 * strain * (0.9 + 0.2 * this.random()));
    this.median = median;
    const s = this.series;
    s.from_us.push(this.second * US);
    this.second++;
    s.to_us.push(this.second * US);
    s.requests.push(requests);
    s.failures.push(failures);
    s.users.push(this.users);
    s.workers.push(this.workerCount - (this.lost ? 1 : 0));
    s.p50_us.push(requests ? median : 0);
    s.p95_us.push(requests ? quantile(median, 95) : 0);
    s.p99_us.push(requests ? quantile(median, 99) : 0);
    s.heat.push(requests ? heat(requests, median) : []);
    if (this.runTimeUs && this.second * US >= this.runTimeUs) this.stop();
  }

  stop() {
    if (this.state === 'stopped') return;
    this.event('stopped', 'the run has ended');
    this.state = 'stopped';
    this.users = 0;
  }

  facts() {
    return {
      run_id: this.runId, scenario: scenario.file, host: this.host, started_unix_us: this.startedUnixUs,
      report_unix_us: this.startedUnixUs + this.second * US, elapsed_us: this.second * US,
      run_time_us: this.runTimeUs, state: this.state, user_count: this.users,
      target_users: this.state === 'stopped' ? 0 : this.targetUsers, spawn_rate: this.spawnRate,
      peak_users: this.peak, seed: this.seed, version: '0.1.0', locust_rounding: false,
    };
  }

  row(name) {
    const at = (percent) => (name.requests ? quantile(name.median, percent) : 0);
    const seconds = Math.max(1, this.second - this.statisticsFrom);
    return {
      id: name.id, method: name.method, name: name.name, requests: name.requests,
      failures: name.failures, rps: name.now, fps: name.nowFailures, now_p50: at(48), now_p95: at(94),
      now_p99: at(98.5), total_rps: name.requests / seconds, total_fps: name.failures / seconds,
      average: name.requests ? name.median * 1.16 : 0, min: at(0), max: at(100), p50: at(50), p90: at(90),
      p95: at(95), p99: at(99), p999: at(99.9), service_p95: Math.round(at(95) * 0.98),
      average_bytes: 300 + (name.id % 40) * 57,
    };
  }

  all() {
    const sum = (key) => this.names.reduce((total, name) => total + name[key], 0);
    return {
      id: -1, method: '', name: 'Aggregated', median: this.median ?? 0, requests: sum('requests'),
      failures: sum('failures'), now: sum('now'), nowFailures: sum('nowFailures'),
    };
  }

  rows() {
    return this.names.filter((name) => name.requests > 0).map((name) => this.row(name));
  }

  changedRows() {
    return this.names.filter((name) => name.now > 0).map((name) => this.row(name));
  }

  entry(name, curve = false) {
    const row = this.row(name);
    const n = name.requests;
    return {
      method: name.method, name: name.name, num_requests: n, num_failures: name.failures, started: n,
      cancelled: 0, requests_per_s: row.total_rps, failures_per_s: row.total_fps,
      current_requests_per_s: row.rps, current_failures_per_s: row.fps,
      status: { 200: n - name.failures, ...(name.failures ? { 0: Math.floor(name.failures / 3), 503: Math.ceil((2 * name.failures) / 3) } : {}) },
      bytes_sent: n * 320, bytes_received: n * 900, body_bytes: n * row.average_bytes,
      connections: Math.ceil(n / 40), response_time: latency(n, name.median, curve),
      current_response_time: latency(name.now, name.median),
      service_time: latency(n, Math.round(name.median * 0.97), curve), dns: latency(Math.ceil(n / 40), 700),
      connect: latency(Math.ceil(n / 40), 2_000), tls: latency(Math.ceil(n / 40), 9_000),
      first_byte: latency(n, Math.round(name.median * 0.8)),
      transfer: latency(n, Math.round(name.median * 0.16)),
    };
  }
}
