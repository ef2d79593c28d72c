// What the run was to reach, where its document says so.
import type { ResultDocument } from '../api';
import { Badge } from '../parts/badge';
import { PlainTable } from '../parts/plain_table';

interface Threshold {
  text: string;
  passed: boolean;
  measured?: string;
}

export function thresholdsOf(document: ResultDocument): Threshold[] {
  const found = (document as ResultDocument & { thresholds?: Threshold[] }).thresholds;
  return Array.isArray(found) ? found : [];
}

export function Thresholds({ thresholds }: { thresholds: Threshold[] }) {
  return (
    <PlainTable caption="Thresholds" lines={thresholds} columns={[
      { label: 'Threshold', show: (one) => one.text },
      { label: 'Measured', show: (one) => one.measured ?? '–' },
      { label: 'Result', show: (one) => (
        <Badge tone={one.passed ? 'good' : 'bad'} text={one.passed ? 'passed' : 'broken'} />
      ) },
    ]} />
  );
}
