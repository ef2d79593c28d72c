// The last lines of the logs of the master and of every worker.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LogLine } from '../api';
import type { RunView } from '../live/run_view';
import { filtered } from '../values/table';

const LEVELS: LogLine['level'][] = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];
const SHOWN = 1000;
const MASTER = 'master';

export function LogsPage({ view }: { view: RunView }) {
  const [source, setSource] = useState('*');
  const [level, setLevel] = useState<LogLine['level']>('DEBUG');
  const [wanted, setWanted] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const sources = [...new Set(view.logs.map((line) => line.source || MASTER))].sort();
  const least = LEVELS.indexOf(level);
  const lines = filtered(
    view.logs.filter((line) => LEVELS.indexOf(line.level) >= least
      && (source === '*' || (line.source || MASTER) === source)),
    (line) => line.text, wanted,
  ).slice(-SHOWN);
  // Follows the end unless somebody has scrolled away from it.
  useLayoutEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  });
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
  };
  return (
    <>
      <div class="table-bar">
        <label>
          <span>Source</span>
          <select value={source} onChange={(event) => setSource(event.currentTarget.value)}>
            <option value="*">all</option>
            {sources.map((one) => <option key={one} value={one}>{one}</option>)}
          </select>
        </label>
        <label>
          <span>At least</span>
          <select value={level}
            onChange={(event) => setLevel(event.currentTarget.value as LogLine['level'])}>
            {LEVELS.map((one) => <option key={one} value={one}>{one}</option>)}
          </select>
        </label>
        <label class="filter">
          <span>Filter</span>
          <input type="search" value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)} />
        </label>
      </div>
      <div class="log" ref={box} onScroll={onScroll} tabIndex={0} role="log" aria-label="Log lines"
        aria-live="off">
        {lines.length === 0 && <p class="empty">No lines.</p>}
        {lines.map((line) => (
          <p key={line.sequence} class={`log-${line.level.toLowerCase()}`}>
            <span class="source">{line.source || MASTER}</span>
            <span>{line.text}</span>
          </p>
        ))}
      </div>
    </>
  );
}
