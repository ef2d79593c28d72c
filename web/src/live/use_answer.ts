// An answer of the server in a component: asked when the key changes, and again every `everyMs`.
// Nothing is asked without a key.
import { useEffect, useState } from 'preact/hooks';

export interface Answer<T> {
  value: T | null;
  failure: string;
  pending: boolean;
}

export function useAnswer<T>(ask: () => Promise<T>, key: string | null, everyMs = 0): Answer<T> {
  const [held, hold] = useState<Answer<T> & { key: string | null }>({
    value: null, failure: '', pending: true, key,
  });
  useEffect(() => {
    if (key === null) return;
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async () => {
      try {
        const value = await ask();
        if (current) hold({ value, failure: '', pending: false, key });
      } catch (problem) {
        if (current) {
          hold((before) => ({
            value: before.key === key ? before.value : null,
            failure: (problem as Error).message, pending: false, key,
          }));
        }
      }
      if (current && everyMs > 0) timer = setTimeout(round, everyMs);
    };
    void round();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, everyMs]);
  if (key === null) return { value: null, failure: '', pending: false };
  return held.key === key ? held : { value: null, failure: '', pending: true };
}
