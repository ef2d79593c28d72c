// States in a word, a sign and a colour.
import type { RunFacts, Verdict } from '../api';

type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'busy';
const SIGNS: Record<Tone, string> = { good: '✓', warn: '!', bad: '✕', calm: '○', busy: '●' };

export function Badge(props: { tone: Tone; text: string; title?: string }) {
  return (
    <span class={`badge ${props.tone}`} title={props.title}>
      <span aria-hidden="true" class="sign">{SIGNS[props.tone]}</span>
      {props.text}
    </span>
  );
}

const STATES: Record<RunFacts['state'], Tone> = {
  ready: 'calm', spawning: 'busy', running: 'busy', stopping: 'warn', stopped: 'calm',
};
export const StateBadge = (props: { state: RunFacts['state'] }) => (
  <Badge tone={STATES[props.state] ?? 'calm'} text={props.state} />
);

const TRUST: Record<Verdict['trust'], Tone> = {
  trusted: 'good', degraded: 'warn', invalid: 'bad', unknown: 'calm',
};
const TRUST_TEXT: Record<Verdict['trust'], string> = {
  trusted: 'Numbers trusted', degraded: 'Numbers degraded', invalid: 'Numbers invalid',
  unknown: 'No verdict yet',
};
export const TrustBadge = (props: { trust: Verdict['trust']; title?: string }) => (
  <Badge tone={TRUST[props.trust] ?? 'calm'} text={TRUST_TEXT[props.trust] ?? props.trust}
    title={props.title} />
);
