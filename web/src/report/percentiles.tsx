// Every percentile of every name.
import type { Entry } from '../api';
import { LongTable, type Column } from '../parts/long_table';
import { ms } from '../values/format';
import { title } from '../values/row';

export function Percentiles({ entries, total }: { entries: Entry[]; total: Entry }) {
  const percents = Object.keys(total.response_time.percentiles_us)
    .sort((a, b) => Number(a) - Number(b));
  const columns: Column<Entry>[] = [
    { key: 'name', label: 'Name', text: true, width: 240, value: (entry) => title(entry) },
    ...percents.map((percent): Column<Entry> => ({
      key: percent, label: percent === '100' ? 'Max' : `${percent} %`, width: 80,
      value: (entry) => entry.response_time.percentiles_us[percent] ?? 0,
      show: (entry) => ms(entry.response_time.percentiles_us[percent] ?? NaN),
    })),
  ];
  return (
    <LongTable id="percentiles" caption="Percentiles of response times, ms" columns={columns}
      lines={entries} total={{ ...total, method: '', name: 'Aggregated' }} lineKey={title}
      text={title} order={{ key: 'name', descending: false }} empty="No request was made." />
  );
}
