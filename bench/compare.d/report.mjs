#!/usr/bin/env node
// Prints the measured part of docs/performance.md from bench/results: node report.mjs RESULTS_DIRECTORY
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from './cases.mjs';
import { Results } from './results.mjs';
import { targetsOf } from './targets.mjs';

const directory = process.argv[2];
const results = new Results(directory);
const lines = [];

const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const withUnit = (value, unit) => {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 0.1 ? 2 : 4;
  const text = number(value, digits);
  return unit === '×' ? `×${text}` : unit ? `${text} ${unit}` : text;
};
const table = (head, rows) => {
  lines.push(`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`);
  lines.push(...rows.map(row => `| ${row.join(' | ')} |`), '');
};

function aboutText(part) {
  const about = results.about[part];
  if (!about) return 'Not measured.';
  return `Commit ${about.commit}, ${about.date}, ${about.machine}. ${about.rounds} rounds of ${about.seconds} s.`;
}

function writeTargets() {
  lines.push('### Targets', '');
  const targets = targetsOf(results);
  const verdict = each => each.measured === null ? 'not measured'
    : (each.bound === 'at most' ? each.measured <= each.limit : each.measured >= each.limit) ? 'reached' : '**missed**';
  const judged = targets.map(each => ({ ...each, verdict: verdict(each) }));
  const count = text => judged.filter(each => each.verdict === text).length;
  lines.push(`${count('reached')} reached, ${count('**missed**')} missed, ${count('not measured')} not measured.`, '');
  table(['case', 'target', 'measured', ''], judged.map(each => [
    each.name, `${each.what} ${each.bound} ${withUnit(each.limit, each.unit)}`,
    each.measured === null ? '–' : withUnit(each.measured, each.unit), each.verdict,
  ]));
}

function writeMain(flush, title) {
  const path = join(directory, `compare-${flush}.md`);
  lines.push(`### ${title}`, '', existsSync(path) ? readFileSync(path, 'utf8').trim() : 'Not measured.', '');
}

function writeExtra(each) {
  if (results.extrasOf(each.name).length === 0) return;
  lines.push(`### ${each.title}`, '', each.note + (each.once ? ' One round.' : ''), '');
  const servers = [...new Set(results.extrasOf(each.name).map(result => result.server))];
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

lines.push(`Beside other brokers: ${aboutText('main')}`, `The cases after that: ${aboutText('extra')}`);
lines.push('Raw output: `compare-async.json`, `compare-sync.json` and `extra.json` in `bench/results`.', '');
writeTargets();
writeMain('async', 'Asynchronous flush');
writeMain('sync', 'Synchronous flush');
for (const each of cases) writeExtra(each);
console.log(lines.join('\n').trimEnd());
