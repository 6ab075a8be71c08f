#!/usr/bin/env node
// Notes in about.json on what a part was measured: node about.mjs RESULTS_DIRECTORY main|extra ROUNDS SECONDS
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';

const [directory, part, rounds, seconds] = process.argv.slice(2);
const git = (...parameters) => execFileSync('git', parameters, { encoding: 'utf8' }).trim();
const path = join(directory, 'about.json');
const about = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
about[part] = {
  commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src') ? ' with changes' : ''),
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 2 ** 30)} GB of memory, `
    + `Linux ${release().split('-')[0]}`,
  rounds: Number(rounds),
  seconds: Number(seconds),
};
writeFileSync(path, `${JSON.stringify(about, null, 1)}\n`);
