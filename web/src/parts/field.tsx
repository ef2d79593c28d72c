// A labelled input with its explanation and what is wrong with it.
import type { ComponentChildren } from 'preact';

export function Field(props: {
  id: string;
  label: string;
  hint?: ComponentChildren;
  mistake?: string;
  value: string;
  onInput: (value: string) => void;
  type?: string;
  inputMode?: 'numeric' | 'decimal' | 'url' | 'text';
  autoComplete?: string;
  disabled?: boolean;
  required?: boolean;
  placeholder?: string;
}) {
  const described = [props.hint ? `${props.id}-hint` : '', props.mistake ? `${props.id}-mistake` : '']
    .filter((part) => part).join(' ');
  return (
    <div class={props.mistake ? 'field wrong' : 'field'}>
      <label for={props.id}>{props.label}</label>
      <input id={props.id} name={props.id} type={props.type ?? 'text'} value={props.value}
        inputMode={props.inputMode} autoComplete={props.autoComplete ?? 'off'}
        disabled={props.disabled} required={props.required} placeholder={props.placeholder}
        aria-invalid={props.mistake ? true : undefined} aria-describedby={described || undefined}
        spellcheck={false}
        onInput={(event) => props.onInput(event.currentTarget.value)} />
      {props.mistake && <Mistake id={`${props.id}-mistake`} text={props.mistake} />}
      {props.hint && <p class="hint" id={`${props.id}-hint`}>{props.hint}</p>}
    </div>
  );
}

export function Mistake(props: { id?: string; text: string }) {
  return <p class="mistake" id={props.id}><span aria-hidden="true">✕ </span>{props.text}</p>;
}
