#!/usr/bin/env node
// Prints the measured part of docs/performance.md from bench/results: node report.mjs RESULTS_DIRECTORY
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aboutText } from './about.mjs';
import { cases } from './cases.mjs';
import { Results } from './results.mjs';
import { servers as kinds } from './servers.mjs';
import { targetsOf } from './targets.mjs';

const directory = process.argv[2];
const results = new Results(directory);
const lines = [];

const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const withUnit = (value, unit) => {
  const text = value.toLocaleString('en', { maximumFractionDigits: value >= 100 ? 0 : value >= 0.05 ? 2 : 4 });
  return unit === '×' ? `×${text}` : unit ? `${text} ${unit}` : text;
};
const table = (head, rows) => {
  lines.push(`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`);
  lines.push(...rows.map(row => `| ${row.join(' | ')} |`), '');
};

/** On what each server was measured; said once if it is the same. */
function extraAbout(name, servers) {
  const texts = servers.map(server => aboutText(results.extrasOf(name, undefined, server)[0].about));
  if (new Set(texts).size === 1) return [texts[0]];
  return servers.map((server, index) => `${server}: ${texts[index]}`);
}

/** Reached or missed, one line for each case; what is missed is named. */
function writeTargets() {
  const targets = targetsOf(results);
  const sign = each => each.bound === 'at most' ? '≤' : '≥';
  const isMissed = each =>
    each.measured !== null && (each.bound === 'at most' ? each.measured > each.limit : each.measured < each.limit);
  const known = targets.filter(each => each.measured !== null);
  const missed = known.filter(isMissed).length;
  lines.push('### Targets', '');
  lines.push(`${known.length - missed} reached, ${missed} missed, ${targets.length - known.length} not measured.`, '');
  const line = name => {
    const mine = targets.filter(each => each.name === name);
    const verdicts = [];
    if (mine.some(isMissed)) verdicts.push(`**missed**: ${mine.filter(isMissed).map(each => each.what).join(', ')}`);
    if (mine.some(each => each.measured === null)) verdicts.push('not measured');
    return [
      name,
      mine.map(each => `${each.what} ${sign(each)} ${withUnit(each.limit, each.unit)}`).join(' · '),
      mine.map(each => each.measured === null ? '–' : withUnit(each.measured, each.unit)).join(' · '),
      verdicts.join('; ') || 'reached',
    ];
  };
  lines.push('× is the ratio to Apache where nothing else is said.', '');
  table(['case', 'target', 'measured', ''], [...new Set(targets.map(each => each.name))].map(line));
}

function writeMain(flush, title) {
  const path = join(directory, `compare-${flush}.md`);
  lines.push(`### ${title}`, '', existsSync(path) ? readFileSync(path, 'utf8').trim() : 'Not measured.', '');
}

function writeExtra(each) {
  if (results.extrasOf(each.name).length === 0) return;
  const servers = Object.keys(kinds).filter(server => results.extrasOf(each.name, undefined, server).length > 0);
  const note = each.note + (each.once ? ' One round.' : '');
  lines.push(`### ${each.title}`, '', note, '', ...extraAbout(each.name, servers), '');
  const cell = (row, server, column) => {
    const value = results.extra(each.name, row, server, column.key);
    if (value === null) return '–';
    const isCompared = server !== 'apache' && !column.plain;
    const theirs = isCompared ? results.extra(each.name, row, 'apache', column.key) : null;
    return number(value, column.digits) + (theirs ? ` (×${number(value / theirs, 2)})` : '');
  };
  const line = (row, server) => [row, server, ...each.columns.map(column => cell(row, server, column))];
  table(['', 'server', ...each.columns.map(column => column.title)],
    results.rows(each.name).flatMap(row => servers.map(server => line(row, server))));
  for (const failed of results.errors(each.name)) {
    lines.push(`Failed: ${failed.server}, round ${failed.round}, ${failed.error.replaceAll('\n', ' ')}`, '');
  }
}

lines.push(`Beside other brokers: ${aboutText(results.about.main)}`, 'Each of the cases after that has its own.');
lines.push('Raw output: `compare-async.json`, `compare-sync.json` and `extra.json` in `bench/results`.', '');
writeTargets();
writeMain('async', 'Asynchronous flush');
writeMain('sync', 'Synchronous flush');
for (const each of cases) writeExtra(each);
console.log(lines.join('\n').trimEnd());
