#!/usr/bin/env node
// On what something was measured. As a program it notes that in about.json, for perf/compare:
// node about.mjs RESULTS_DIRECTORY ROUNDS SECONDS
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const git = (...parameters) => execFileSync('git', parameters, { encoding: 'utf8' }).trim();

/** Commit, date and machine, now. */
export function aboutNow(rounds, seconds) {
  return {
    commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src') ? ' with changes' : ''),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 2 ** 30)} GB of memory, `
      + `Linux ${release().split('-')[0]}`,
    rounds,
    seconds,
  };
}

/** What {@link aboutNow} gave, in words. */
export function aboutText(about) {
  if (!about) return 'Not measured.';
  return `Commit ${about.commit}, ${about.date}, ${about.machine}. ${about.rounds} round(s), ${about.seconds} s each.`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory, rounds, seconds] = process.argv.slice(2);
  const path = join(directory, 'about.json');
  const about = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  about.main = aboutNow(Number(rounds), Number(seconds));
  writeFileSync(path, `${JSON.stringify(about, null, 1)}\n`);
}
