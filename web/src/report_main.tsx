import { render } from 'preact';
import { followTheme } from './live/theme';
import { Report } from './report/report';
import { unpack } from './report/result';
import { baseName } from './values/format';
import './style/all.css';

followTheme();
const root = document.getElementById('app')!;
unpack(document.getElementById('result')!.textContent ?? '').then(
  (result) => {
    document.title = `${baseName(result.run.scenario)} – aurax-load report`;
    root.textContent = '';
    render(<Report result={result} />, root);
  },
  (problem: Error) => {
    root.textContent = `This report cannot be read: ${problem.message}`;
  },
);
