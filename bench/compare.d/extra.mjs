#!/usr/bin/env node
// Measures what the reference kit's perf/compare does not:
// node extra.mjs --kit DIR --ariane FILE --load FILE --out FILE
//   [--servers apache,ariane] [--rounds 3] [--seconds 4] [--cases LIST] [--gib 10] [KEY=VALUE...]
// Servers run by turns, each on fresh data. A case that fails is noted, and the next one goes on with a new server.
// What the file has of other cases and servers stays, so that parts that were run one by one compose.
// KEY=VALUE are upstream's broker properties, given to both.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { aboutNow } from './about.mjs';
import { cases as allCases } from './cases.mjs';
import { run } from './commands.mjs';
import { servers as kinds } from './servers.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kit: { type: 'string' }, ariane: { type: 'string' }, load: { type: 'string' }, out: { type: 'string' },
    servers: { type: 'string', default: 'apache,ariane' }, rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' }, cases: { type: 'string', default: '' },
    gib: { type: 'string', default: '10' },
  },
});
const tools = {
  kit: options.kit,
  ariane: options.ariane,
  load: options.load,
  properties: ['flushDiskType=ASYNC_FLUSH', ...positionals],
};
const settings = { seconds: Number(options.seconds), gib: Number(options.gib) };
const wanted = options.cases ? options.cases.split(',') : allCases.map(each => each.name);
const cases = allCases.filter(each => wanted.includes(each.name));
const names = options.servers.split(',').filter(name => name in kinds);
const secondsOfRows = 240;   // after which a server gets no more rows of a case
const about = aboutNow(Number(options.rounds), settings.seconds);
let results = existsSync(options.out) ? JSON.parse(readFileSync(options.out, 'utf8')) : [];
const begun = new Set();   // what this run has noted of replaces what was noted before

let running = null;   // the server to stop when this program is
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    await running?.dispose().catch(() => {});
    process.exit(1);
  });
}

async function fresh(name) {
  running = new kinds[name](tools);
  const seconds = await running.start();
  console.error(`    ${name} started in ${seconds.toFixed(2)} s`);
  return running;
}

async function end(server) {
  running = null;
  await server?.dispose().catch(error => console.error(`! ${error.message}`));
  await run('sync', []);   // what it left to be written must not burden the next one
}

function forgetEarlier(name, each) {
  const key = `${each.name} ${name}`;
  if (begun.has(key)) return;
  begun.add(key);
  results = results.filter(result => result.case !== each.name || result.server !== name);
}

function note(round, name, each, row, outcome, raw) {
  forgetEarlier(name, each);
  results.push({ case: each.name, row, server: name, round, about, ...outcome, raw });
  const figures = Object.entries(outcome.figures ?? {})
    .map(([key, value]) => `${key} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`).join('  ');
  console.error(`  round ${round} ${name.padEnd(7)} ${each.name.padEnd(9)} ${row ?? ''}: ${figures}`);
  if (outcome.error) console.error(`! failed: ${outcome.error}`);
  writeFileSync(options.out, JSON.stringify(results, null, 1));   // what there is survives an end at any time
}

/** Runs a case on a server; false when it failed. */
async function measure(round, name, each, server) {
  let lastRow = null;
  try {
    for await (const [row, { problem, ...figures }] of each.run(server, settings)) {
      lastRow = row;
      note(round, name, each, row, { figures, error: problem && `${row}: ${problem}` }, server.raw.splice(0));
    }
    return true;
  } catch (error) {
    const where = each.row ?? (lastRow ? `after ${lastRow}` : each.name);
    note(round, name, each, null, { error: `${where}: ${error.message}` }, server.raw.splice(0));
    return false;
  }
}

/** The cases that can follow each other on one server; after a failure the next one gets a new server. */
async function measureTogether(round, name, together) {
  let isWarm = false;
  for (const each of together) {
    let isDone = false;
    try {
      if (!running) {
        await fresh(name);
        isWarm = false;
      }
      if (!isWarm && !each.beforeWarmUp) {
        await running.warmUp();
        running.raw.length = 0;
        isWarm = true;
      }
      isDone = await measure(round, name, each, running);
    } catch (error) {
      note(round, name, each, null, { error: `${each.name}: ${error.message}` }, []);
    }
    if (!isDone) await end(running);
  }
  await end(running);
}

/** A case that lists its rows wants a server for each of them. */
function partsOf(each) {
  if (!each.rows) return [each];
  return each.rows.map(([row, measureRow]) => ({
    ...each,
    row,
    async *run(server, settings) { yield [row, await measureRow(server, settings)]; },
  }));
}

async function measureAlone(round, name, each) {
  const from = performance.now();
  for (const part of partsOf(each)) {
    const elapsed = Math.round((performance.now() - from) / 1000);
    if (elapsed > secondsOfRows) {
      note(round, name, part, null, { error: `${part.row}: not run, the rows before it took ${elapsed} s` }, []);
      continue;
    }

    try {
      await measure(round, name, part, await fresh(name));
    } catch (error) {
      note(round, name, part, null, { error: `${part.row ?? part.name}: ${error.message}` }, []);
    } finally {
      await end(running);
    }
  }
}

for (let round = 1; round <= Number(options.rounds); round++) {
  for (const name of names) {
    const together = cases.filter(each => !each.ownServer);
    if (together.length > 0) await measureTogether(round, name, together);
  }
  for (const each of cases.filter(each => each.ownServer && !(each.once && round > 1))) {
    for (const name of names) await measureAlone(round, name, each);
  }
}
process.exit(0);   // whatever a broken connection may still hold
