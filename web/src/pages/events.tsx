// What happened in a run, in words; the charts have a mark for each.
import type { RunEvent } from '../api';
import { PlainTable } from '../parts/plain_table';
import { clock } from '../values/format';

export function EventList({ events }: { events: RunEvent[] }) {
  return (
    <PlainTable caption="Events" lines={events} empty="No events."
      columns={[
        { label: 'At', show: (event) => clock(event.at_us) },
        { label: 'What', show: (event) => event.text },
        { label: 'Kind', show: (event) => event.kind.replace(/_/g, ' ') },
        { label: 'Worker', show: (event) => event.worker_id || '–' },
      ]} />
  );
}
