// The top of every page: where one can go, who one is, how it looks.
import { href, place } from '../live/address';
import { connection } from '../live/connection';
import { getSession, logout } from '../live/requests';
import { mayChange, mayLook, session } from '../live/session';
import { Brand, ThemeButton } from './theme_button';

function Link(props: { to: string; label: string; current: boolean }) {
  return (
    <a href={href(props.to)} aria-current={props.current ? 'page' : undefined}>{props.label}</a>
  );
}

export function TopBar() {
  const at = place.value[0] ?? 'run';
  const who = session.value;
  const leave = async () => {
    await logout().catch(() => {});
    session.value = await getSession().catch(() => (who ? { ...who, user: null } : null));
  };
  return (
    <header class="top">
      <a class="home" href={href()}><Brand /></a>
      {mayLook.value && (
        <nav aria-label="Pages">
          <Link to="run" label="Run" current={at === 'run'} />
          {mayChange.value && <Link to="new" label="New run" current={at === 'new'} />}
          <Link to="runs" label="Past runs" current={at === 'runs' || at === 'compare'} />
        </nav>
      )}
      <div class="top-end">
        {mayLook.value && connection.value === 'open' && (
          <span class="live" role="status"><span aria-hidden="true">●</span> live</span>
        )}
        {who?.user && <span class="who">{`${who.user}, ${who.role}`}</span>}
        {who?.login_required && who.user && (
          <button type="button" class="quiet" onClick={leave}>Log out</button>
        )}
        <ThemeButton />
      </div>
    </header>
  );
}
