// Draws the dashboards of deploy/grafana from a Prometheus:
//   node preview.mjs PROMETHEUS-URL OUT-FOLDER [MINUTES] [hub=NAME] [instance=NAME] [end=UNIX-SECONDS] [board=UID]
// A preview, not a Grafana: the components are Grafana's, the way from JSON to them is src/page.tsx.
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [prometheus, out, minutes = '10', ...chosen] = process.argv.slice(2);
if (out === undefined) {
  console.error('usage: node preview.mjs PROMETHEUS-URL OUT-FOLDER [MINUTES] [name=value ...]');
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const boards = join(here, '../../deploy/grafana/dashboards');
const seconds = 60 * Number(minutes);
const given = Object.fromEntries(chosen.map((each) => each.split('=')));
const to = Number(given.end ?? Math.floor(Date.now() / 1000));
const from = to - seconds;
const step = Math.max(1, Math.round(seconds / 400));
const variables = {
  hub: '.+',
  instance: '.+',
  ...given,
  __range: `${seconds}s`,
  __rate_interval: `${Math.max(5, 4 * step)}s`,
};

function filled(expr) {
  return Object.entries(variables).reduce((text, [name, value]) => text.replaceAll(`$${name}`, value), expr);
}

async function ask(path, parameters) {
  const answer = await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const body = await answer.json();
  if (body.status !== 'success') {
    throw new Error(`${parameters.query}: ${body.error}`);
  }
  return body.data.result;
}

const query = ({ expr, instant }) =>
  instant ? ask('query', { query: filled(expr), time: to }) : ask('query_range', { query: filled(expr), start: from, end: to, step });

async function answered(board) {
  for (const panel of board.panels) {
    panel.answers = await Promise.all((panel.targets ?? []).map(query));
  }
  const bands = [];
  for (const band of board.annotations?.list ?? []) {
    bands.push({ color: band.iconColor, answers: await query({ expr: band.expr }) });
  }
  return { board, bands, from, to, step };
}

const pages = {
  '/': ['text/html', '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/page.css"><body style="margin:0"><div id="page"></div><script type="module" src="/page.js"></script>'],
  '/page.js': ['text/javascript', readFileSync(join(here, 'out/page.js'))],
  '/page.css': ['text/css', readFileSync(join(here, 'out/page.css'))],
};
const files = readdirSync(boards).filter((name) => name.endsWith('.json') && name.includes(given.board ?? ''));
for (const file of files) {
  const data = await answered(JSON.parse(readFileSync(join(boards, file), 'utf8')));
  pages[`/${file}`] = ['application/json', JSON.stringify(data)];
}
const server = createServer((request, response) => {
  const page = pages[new URL(request.url, 'http://x').pathname];
  response.writeHead(page ? 200 : 404, { 'content-type': page?.[0] ?? 'text/plain' }).end(page?.[1]);
});
await new Promise((up) => server.listen(0, '127.0.0.1', up));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
mkdirSync(out, { recursive: true });
try {
  for (const file of files) {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('pageerror', (error) => console.error(`${file}: ${error.message}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/?board=${file}`);
    await page.waitForSelector('#drawn', { state: 'attached', timeout: 60_000 });
    const picture = join(out, file.replace('.json', '-preview.png'));
    await page.screenshot({ path: picture, fullPage: true });
    console.log(picture);
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
