// What a view of a run can be asked beyond what it holds: each kind of origin answers its own way.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Entry, ResultDocument } from '../api';
import { getEntry, getRun } from './requests';

export interface Origin {
  kind: 'live' | 'past' | 'report';
  runId: string; // for addresses of files: "current" of the live one
  entry(method: string, name: string): Promise<Entry>;
  document(): Promise<ResultDocument>;
}

export const liveOrigin: Origin = {
  kind: 'live',
  runId: 'current',
  entry: (method, name) => getEntry('current', method, name),
  document: () => getRun('current'),
};

export function pastOrigin(runId: string, document: ResultDocument): Origin {
  return {
    kind: 'past',
    runId,
    entry: (method, name) => getEntry(runId, method, name),
    document: () => Promise.resolve(document),
  };
}

export function reportOrigin(document: ResultDocument): Origin {
  return {
    kind: 'report',
    runId: document.run.run_id,
    entry: (method, name) => {
      const found = name === ''
        ? document.total
        : document.entries.find((entry) => entry.method === method && entry.name === name);
      return found ? Promise.resolve(found) : Promise.reject(new Error('not in this report'));
    },
    document: () => Promise.resolve(document),
  };
}

const OriginContext = createContext<Origin>(liveOrigin);
export const OriginProvider = OriginContext.Provider;
export const useOrigin = () => useContext(OriginContext);
