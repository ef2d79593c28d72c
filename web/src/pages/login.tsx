// Who are you?
import { useState } from 'preact/hooks';
import { getSession, login } from '../live/requests';
import { session } from '../live/session';
import { Field, Mistake } from '../parts/field';

export function LoginPage() {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure('');
    try {
      await login(user, password);
      session.value = await getSession();
    } catch (problem) {
      setFailure((problem as Error).message);
    }
    setBusy(false);
  };
  return (
    <section class="page login">
      <h1>Log in</h1>
      <form onSubmit={submit} aria-label="Log in">
        <Field id="user" label="User" value={user} onInput={setUser} autoComplete="username" required />
        <Field id="password" label="Password" type="password" value={password} onInput={setPassword}
          autoComplete="current-password" required />
        {failure && <div role="alert"><Mistake text={failure} /></div>}
        <div class="buttons">
          <button type="submit" class="primary large" disabled={busy}>Log in</button>
        </div>
      </form>
    </section>
  );
}
