// Scenarios that tests of the pages run against the stand-in backend.

// Two classes, three names, tags; small and quick.
export const SHOP = `load: {users: 3, spawn_rate: 3}
users:
  Buyer:
    weight: 3
    wait: constant(50ms)
    tasks:
      look: {weight: 3, tags: [read], get: /health, name: look}
      order: {tags: [write], post: /route, json: {query: tea}, name: order}
  Visitor:
    wait: constant(100ms)
    tasks:
      status: {tags: [read], get: /system/status, name: status}
`;

// Some of it fails: a page that is not there.
export const FAULTY = `users:
  Buyer:
    wait: constant(20ms)
    tasks:
      look: {weight: 4, get: /health, name: look}
      missing: {get: /not-there, name: missing}
`;

export const nameOf = (number) => `item-${String(number).padStart(5, '0')}`;

// Classes whose only user asks for its share of the names, one after the other, and then rests.
export function manyNames(names, classes) {
  const each = names / classes;
  const request = (at) => `          - {get: '/health?n=${at}', name: ${nameOf(at)}}\n`;
  const reader = (number) => `  Reader${number}:
    tasks:
      all:
        steps:
${Array.from({ length: each }, (_, at) => request(number * each + at)).join('')}          - think: 1h
`;
  return `users:\n${Array.from({ length: classes }, (_, number) => reader(number)).join('')}`;
}
