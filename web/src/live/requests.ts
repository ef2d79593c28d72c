// Everything the pages ask of the server. Addresses are relative to the page, so that they are
// right under any base path.
import type {
  ChangeRun, Entry, Problem, ResultDocument, RunSummary, ScenarioFacts, Session, StartedRun,
  StartRun,
} from '../api';
import { session, signedOut } from './session';

export class Refused extends Error {
  constructor(readonly status: number, readonly problem: Problem) {
    super(problem.error);
  }
}

async function answer<T>(response: Response): Promise<T> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    // Proxies answer with pages of their own; the status says enough.
  }
  if (response.ok) return body as T;
  if (response.status === 401) signedOut();
  const problem = body as Problem | null;
  throw new Refused(response.status, problem?.error
    ? problem
    : { error: `the server answered ${response.status} ${response.statusText}`.trim() });
}

async function send<T>(method: string, path: string, body?: unknown, again = true): Promise<T> {
  const headers: Record<string, string> = {};
  if (method !== 'GET') headers['X-CSRF-Token'] = session.value?.csrf ?? '';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(`api/v1/${path}`, {
      method, headers, credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { error: 'the server cannot be reached' });
  }
  if (response.status === 403 && method !== 'GET' && again) {
    // A server that was started again has other tokens.
    const before = session.value?.csrf;
    session.value = await send<Session>('GET', 'session');
    if (session.value.csrf !== before) return send<T>(method, path, body, false);
  }
  return answer<T>(response);
}

const id = encodeURIComponent;

export const getSession = () => send<Session>('GET', 'session');
export const getScenario = () => send<ScenarioFacts>('GET', 'scenario');
export const getRuns = () => send<RunSummary[]>('GET', 'runs');
export const getRun = (run: string) => send<ResultDocument>('GET', `runs/${id(run)}`);
export const getEntry = (run: string, method: string, name: string) =>
  send<Entry>('GET', `runs/${id(run)}/entry?method=${id(method)}&name=${id(name)}`);
export const startRun = (wanted: StartRun) => send<StartedRun>('POST', 'runs', wanted);
export const changeRun = (wanted: ChangeRun) => send<void>('PATCH', 'runs/current', wanted);
export const stopRun = (atOnce: boolean) =>
  send<void>('POST', 'runs/current/stop', { at_once: atOnce });
export const resetRun = () => send<void>('POST', 'runs/current/reset', {});
export const login = (user: string, password: string) =>
  send<void>('POST', 'login', { user, password });
export const logout = () => send<void>('POST', 'logout', {});
export const fileOf = (run: string, file: string) => `api/v1/runs/${id(run)}/${file}`;
