// Whether the numbers can be believed, and whether they add up.
import type { Generator, Ledger } from '../api';
import type { RunView } from '../live/run_view';
import { Badge, TrustBadge } from '../parts/badge';
import { Facts, PlainTable } from '../parts/plain_table';
import { bytes, clock, count, duration, rate } from '../values/format';
import { balanceText, span, sumsText, uncounted } from '../values/ledger';

const seconds = (us: number) => `${rate(us / 1e6)} s`;

function VerdictText({ view }: { view: RunView }) {
  const verdict = view.verdict;
  return (
    <section class="verdict" aria-label="Verdict">
      <h3>Verdict on the generator</h3>
      <p><TrustBadge trust={verdict?.trust ?? 'unknown'} /></p>
      {verdict && verdict.reasons.length > 0
        ? <ul>{verdict.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
        : <p class="note">{verdict?.trust === 'trusted'
            ? 'The generator kept up: what was measured is the target, not the generator.'
            : 'Nothing to say yet.'}</p>}
    </section>
  );
}

function Balance({ ledger }: { ledger: Ledger }) {
  const tone = uncounted(ledger) ? 'warn' : 'good';
  return (
    <section class="verdict" aria-label="Balance">
      <h3>Balance</h3>
      <p>
        <Badge tone={ledger.complete ? tone : ledger.final ? 'bad' : 'busy'}
          text={ledger.complete ? 'Complete' : ledger.final ? 'Incomplete' : 'Run goes on'} />
      </p>
      {ledger.residues.length > 0
        ? <ul>{ledger.residues.map((residue) => <li key={residue}>{residue}</li>)}</ul>
        : <p class="note">{balanceText(ledger)}</p>}
    </section>
  );
}

function GeneratorFacts({ generator }: { generator: Generator }) {
  return (
    <Facts caption="Generator" facts={[
      ['CPU', `${rate(generator.cpu_percent)} %, at most ${rate(generator.cpu_percent_peak)} %`],
      ['Busiest loop', `at most ${rate(generator.busiest_loop_percent_peak)} % of a core`],
      ['Time above 90 % of a core', `${rate(100 * generator.busy_share)} %`],
      ['Loops', count(generator.loops)],
      ['Memory at most', bytes(generator.rss_bytes_peak)],
      ['Sent, received',
        `${bytes(generator.network_sent_bytes)}, ${bytes(generator.network_received_bytes)}`],
      ['Loop lag p99', duration(generator.loop_lag.percentiles_us['99'] ?? NaN)],
      ['Schedule lag p99', duration(generator.schedule_lag.percentiles_us['99'] ?? NaN)],
    ]} />
  );
}

function Sums({ ledger }: { ledger: Ledger }) {
  return (
    <>
      <Facts caption="Users" facts={[
        ['Starts planned', count(ledger.user_starts_planned)],
        ['Starts offered', count(ledger.user_starts_offered)],
        ['Starts not offered', count(ledger.user_starts_not_offered)],
        ['Started again elsewhere', count(ledger.user_starts_resumed)],
        ['User time planned', seconds(ledger.user_us_planned)],
        ['User time offered', seconds(ledger.user_us_offered)],
        ['User time not offered', seconds(ledger.user_us_not_offered)],
      ]} />
      <Facts caption="Requests" facts={[
        ['Started', count(ledger.requests_started)],
        ['Completed', count(ledger.requests_completed)],
        ['Failed', count(ledger.requests_failed)],
        ['Cancelled', count(ledger.requests_cancelled)],
        ['In flight', count(ledger.requests_in_flight)],
        ['Stop or change late, at most', duration(ledger.late_us)],
      ]} />
    </>
  );
}

export function LedgerPage({ view }: { view: RunView }) {
  const { ledger, generator } = view;
  if (!ledger) return <p class="empty">No run yet: nothing to add up.</p>;
  return (
    <>
      <div class="fact-row"><VerdictText view={view} /><Balance ledger={ledger} /></div>
      <div class="fact-row">
        <Sums ledger={ledger} />
        {generator && <GeneratorFacts generator={generator} />}
      </div>
      <PlainTable caption="Delivery by worker" lines={ledger.workers} columns={[
        { label: 'Worker', show: (one) => one.worker_id || 'local' },
        { label: 'Snapshots applied', number: true, show: (one) => count(one.snapshots_applied) },
        { label: 'Duplicates dropped', number: true, show: (one) => count(one.duplicates_dropped) },
        { label: 'Requests started', number: true, show: (one) => count(one.requests_started) },
        { label: 'Sums equal', show: (one) => sumsText(ledger, one) },
      ]} />
      <PlainTable caption="Users that moved between workers" lines={ledger.moves} columns={[
        { label: 'From', show: (move) => move.worker_id },
        { label: 'Why', show: (move) => move.reason },
        { label: 'When', show: (move) => `${clock(move.from_us)} to ${clock(move.to_us)}` },
        { label: 'Shards', number: true, show: (move) => count(move.shards) },
        { label: 'User time not offered, at most', number: true,
          show: (move) => seconds(move.user_us) },
      ]} />
      <PlainTable caption="What nobody can count" lines={ledger.unknown} columns={[
        { label: 'Worker', show: (one) => one.worker_id },
        { label: 'When', show: (one) => `${clock(one.from_us)} to ${clock(one.to_us)}` },
        { label: 'Requests started', number: true,
          show: (one) => span(one.requests_at_least, one.requests_at_most) },
        { label: 'Ended nobody knows how', number: true,
          show: (one) => count(one.requests_in_flight) },
      ]} />
    </>
  );
}
