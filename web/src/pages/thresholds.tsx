// What the run is to reach, and whether it does.
import type { Threshold } from '../api';
import type { RunView } from '../live/run_view';
import { Badge } from '../parts/badge';
import { PlainTable } from '../parts/plain_table';
import { clock, count, duration } from '../values/format';

const TONES = { pending: 'calm', holding: 'good', broken: 'bad' } as const;

export function thresholdValue(unit: Threshold['unit'], value: number | null): string {
  if (value === null) return '–';
  if (unit === 'us') return duration(value);
  if (unit === 'ratio') return `${Number((value * 100).toPrecision(4))} %`;
  return unit === 'per_second' ? `${value.toFixed(2)}/s` : count(value);
}

export function ThresholdsPage({ view }: { view: RunView }) {
  return (
    <PlainTable caption="Thresholds" lines={view.thresholds}
      empty="This run has no thresholds: write them under thresholds: in the scenario." columns={[
        { label: 'Threshold', show: (one) => one.text },
        { label: 'Limit', number: true, show: (one) => thresholdValue(one.unit, one.limit) },
        { label: 'Measured', number: true, show: (one) => thresholdValue(one.unit, one.value) },
        { label: 'State', show: (one) => <Badge tone={TONES[one.state]} text={one.state} /> },
        {
          label: 'First broken', number: true,
          show: (one) => (one.first_broken_us === null ? '–'
            : `${clock(one.first_broken_us)} (${thresholdValue(one.unit, one.first_broken_value)})`),
        },
      ]} />
  );
}
