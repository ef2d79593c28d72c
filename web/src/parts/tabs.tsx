// Tabs after the ARIA practices: arrow keys, Home and End move; each tab has its own address.
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

export interface Tab {
  id: string;
  label: string;
  href: string;
  mark?: string; // a count beside the label
}

export function Tabs(props: {
  label: string;
  tabs: Tab[];
  selected: string;
  children: ComponentChildren;
}) {
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the tabs scroll sideways: the one that is open stays in sight.
  useEffect(() => {
    const { current } = list;
    const tab = current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!current || !tab) return;
    const left = tab.offsetLeft - current.offsetLeft;
    const right = left + tab.offsetWidth;
    if (left < current.scrollLeft) current.scrollLeft = left;
    if (right > current.scrollLeft + current.clientWidth) current.scrollLeft = right - current.clientWidth;
  }, [props.selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = props.tabs.findIndex((tab) => tab.id === props.selected);
    const last = props.tabs.length - 1;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = props.tabs[(to + props.tabs.length) % props.tabs.length]!;
    location.hash = next.href;
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={props.label} class="tabs" ref={list} onKeyDown={onKeyDown}>
        {props.tabs.map((tab) => (
          <a key={tab.id} id={`tab-${tab.id}`} role="tab" href={tab.href}
            aria-selected={tab.id === props.selected} aria-controls="tab-panel"
            tabIndex={tab.id === props.selected ? 0 : -1}>
            {tab.label}
            {tab.mark && <span class="mark">{tab.mark}</span>}
          </a>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${props.selected}`} class="panel">
        {props.children}
      </div>
    </>
  );
}
