// The measured figures, as medians over the rounds.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const load = path => existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;

export function median(values) {
  const sorted = values.filter(value => typeof value === 'number').sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export class Results {
  constructor(directory) {
    this.about = load(join(directory, 'about.json')) ?? {};
    this.flushes = {
      async: load(join(directory, 'compare-async.json')),
      sync: load(join(directory, 'compare-sync.json')),
    };
    this.extras = load(join(directory, 'extra.json')) ?? [];
  }

  /** A figure of perf/compare: flush is async or sync; null when it was not measured. */
  main(flush, name, server, key) {
    const found = this.flushes[flush]?.find(each => each.case === name && each.server === server);
    return found ? median(found.rounds.map(round => round[key])) : null;
  }

  mainCases(flush) {
    return [...new Set((this.flushes[flush] ?? []).map(each => each.case))];
  }

  /** A figure of an extra case; null when it was not measured or failed. */
  extra(name, row, server, key) {
    return median(this.extrasOf(name, row, server).map(each => each.figures?.[key]));
  }

  extrasOf(name, row, server) {
    return this.extras.filter(each =>
      each.case === name && (row === undefined || each.row === row) && (!server || each.server === server));
  }

  rows(name) {
    return [...new Set(this.extrasOf(name).map(each => each.row))].filter(row => row !== null);
  }

  errors(name) {
    return this.extrasOf(name).filter(each => each.error);
  }
}
