// The scenario that the mock server plays.
export const NAMES = [
  ['GET', '/health', 4_000, 0], ['POST', '/generate [text]', 420_000, 0.012],
  ['POST', '/generate [code]', 610_000, 0.02], ['POST', '/generate [image]', 1_900_000, 0.035],
  ['POST', '/route', 38_000, 0.001], ['POST', '/scrape', 240_000, 0.004],
  ['GET', '/system/status', 9_000, 0], ['POST', '/generate [burst]', 180_000, 0.008],
];

export function names(count) {
  const made = NAMES.slice(0, count);
  for (let at = made.length; at < count; at++) {
    made.push([at % 3 ? 'GET' : 'POST', `/items/${at}/details`, 5_000 + (at % 97) * 900, at % 50 ? 0 : 0.01]);
  }
  return made;
}

const task = (name, weight, share, ...tags) => ({ name, weight, share, tags });

export const scenario = {
  file: 'scenarios/aurax.yaml',
  host: 'http://127.0.0.1:8000',
  allowed_hosts: [],
  users: 50,
  spawn_rate: 10,
  run_time_us: 600e6,
  user_classes: [
    {
      name: 'AuraxLoadTestUser', weight: 70, fixed_count: 0, host: '', selected: true,
      tasks: [task('generate_text', 50, 0.5, 'generate', 'text'), task('generate_code', 20, 0.2, 'generate'),
        task('generate_image', 10, 0.1, 'generate', 'image'), task('route', 20, 0.2, 'route')],
    },
    {
      name: 'AuraxBurstUser', weight: 20, fixed_count: 0, host: '', selected: true,
      tasks: [task('burst', 1, 1, 'generate')],
    },
    {
      name: 'AuraxScrapeUser', weight: 10, fixed_count: 0, host: '', selected: true,
      tasks: [task('scrape', 3, 0.75, 'scrape'), task('status', 1, 0.25, 'status')],
    },
    {
      name: 'HealthCheckUser', weight: 1, fixed_count: 1, host: '', selected: true,
      tasks: [task('health', 1, 1, 'health')],
    },
  ],
  tags: ['generate', 'health', 'image', 'route', 'scrape', 'status', 'text'],
  selected_tags: [],
  excluded_tags: [],
  text: `# The AURAX load test: users against /generate and /route.
host: http://127.0.0.1:8000

load:
  users: 50
  spawn_rate: 10

users:
  AuraxLoadTestUser:
    weight: 70
    wait: between(1s, 3s)
    tasks:
      generate_text:
        weight: 50
        tags: [generate, text]
        post: /generate
        headers: {Authorization: "***"}
`,
};
