// Whether a run may be aimed at a host, as the server's patterns say it; the server has the last
// word.
export function hostName(address: string): string {
  try {
    return new URL(address.includes('://') ? address : `http://${address}`).hostname.toLowerCase();
  } catch {
    return '';
  }
}

export function allowed(address: string, patterns: string[]): boolean {
  if (patterns.length === 0) return true;
  const name = hostName(address);
  return name !== '' && patterns.some((pattern) => {
    const wanted = pattern.toLowerCase().split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${wanted.join('.*')}$`).test(name);
  });
}
