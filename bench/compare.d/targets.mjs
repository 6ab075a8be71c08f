// What Ariane is to reach, and how it is judged from the results.

/** Ratios to Apache for a case of perf/compare that has no limits of its own: rate at least, the others at most. */
const standard = { rate: 1, p99: 1, cpu: 1 };

const limits = (rate, cpu, p99) => ({ rate, cpu, p99 });
const mainLimits = {
  async: {
    '1x1 1K': limits(1.8, 0.35, 0.7),
    '16x1 1K': limits(3, 0.25, 0.4),
    '64x1 1K': limits(3, 0.25, 0.4),
    '4x64 128': limits(6, 0.12, 0.2),
    '4x64 1K': limits(6, 0.12, 0.2),
    '4x16 16K': limits(4, 0.25, 0.2),
    'batch32 1K': limits(2, 0.25, 0.4),
    'pull 1K': limits(1.5, 0.5, 0.7),
  },
  sync: {
    '1x1 1K': limits(2.5, 0.25, 0.3),
    '16x1 1K': limits(2.5, 0.3, 0.4),
    '64x1 1K': limits(2.5, 0.3, 0.4),
    '4x64 1K': limits(5, 0.12, 0.2),
  },
};

const mainKeys = { rate: ['rate', 'at least'], p99: ['p99', 'at most'], cpu: ['CPU', 'at most'] };
const ratio = (mine, theirs) => mine === null || !theirs ? null : mine / theirs;
const largest = values => {
  const known = values.filter(value => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
};

/** Every target: { name, what, bound: 'at most' | 'at least', limit, unit, measured }, the last null if unknown. */
export function targetsOf(results) {
  return [...absolute(results), ...extraRatios(results), ...mainRatios(results)];
}

function absolute(results) {
  const mine = (name, row, key) => results.extra(name, row, 'ariane', key);
  const row = (name, part) => results.rows(name).find(each => each.includes(part)) ?? part;
  const stopped = row('start', 'stopped'), killed = row('start', 'killed');
  const parked = results.main('async', 'longpoll', 'ariane', 'cpu');   // µs of each second, of each pull
  const underLoad = ['async', 'sync'].flatMap(flush =>
    results.mainCases(flush).filter(name => name !== 'start').map(name => results.main(flush, name, 'ariane', 'mb')));
  const large = [
    mine('start', stopped, 'loadedMb'),
    mine('start', killed, 'loadedMb'),
    mine('cold', row('cold', 'GiB'), 'anonymousMb'),
  ];
  const most = (name, what, limit, unit, measured) => ({ name, what, bound: 'at most', limit, unit, measured });
  return [
    most('idle', 'anonymous memory', 60, 'MB', mine('idle', 'empty', 'anonymousMb')),
    most('all main cases', 'anonymous memory', 100, 'MB', largest(underLoad)),
    most('large stores', 'anonymous memory under load', 100, 'MB', largest(large)),
    most('50,000 queues', 'anonymous memory', 100, 'MB', mine('queues', '50,000 queues', 'anonymousMb')),
    most('start, empty', 'time', 0.3, 's', mine('start', 'empty', 'seconds')),
    most(`start, ${stopped}`, 'time', 0.5, 's', mine('start', stopped, 'seconds')),
    most(`start, ${killed}`, 'time to that of reading the tail', 2, '×',
      ratio(mine('start', killed, 'seconds'), mine('start', killed, 'readSeconds'))),
    most('10,000 parked pulls', 'cores when idle', 0.01, 'cores', parked === null ? null : parked * 10_000 / 1e6),
    most('10,000 parked pulls', 'wake-up p50 after the acknowledgement', 300, 'µs',
      results.main('async', 'longpoll', 'ariane', 'p50')),
    most('50,000 queues', 'file descriptors', 20_000, '', mine('queues', '50,000 queues', 'descriptors')),
    {
      name: '50,000 queues', what: 'rate to that with 1,000 queues', bound: 'at least', limit: 0.9, unit: '×',
      measured: ratio(mine('queues', '50,000 queues', 'rate'), mine('queues', '1,000 queues', 'rate')),
    },
  ];
}

/** The extra cases beside Apache: never slower, never dearer. */
function extraRatios(results) {
  const compared = {
    rate: ['p99', 'p9999'], mixed: ['p99', 'cpu'], tags: ['rate', 'cpu'], cold: ['rate', 'cpu'], java: ['rate'],
    switches: ['switches', 'calls'],
  };
  const what = {
    rate: 'rate', cpu: 'CPU', p99: 'p99', p9999: 'p99.99', switches: 'context switches', calls: 'system calls',
  };
  return Object.entries(compared).flatMap(([name, keys]) => results.rows(name).flatMap(row => keys.map(key => ({
    name: `${name}, ${row}`,
    what: what[key],
    bound: key === 'rate' ? 'at least' : 'at most',
    limit: 1,
    unit: '×',
    measured: ratio(results.extra(name, row, 'ariane', key), results.extra(name, row, 'apache', key)),
  }))));
}

function mainRatios(results) {
  const cases = ['async', 'sync'].flatMap(flush =>
    results.mainCases(flush).filter(name => name !== 'start').map(name => [flush, name]));
  return cases.flatMap(([flush, name]) => {
    const wanted = { ...standard, ...mainLimits[flush][name] };
    if (name === 'longpoll') delete wanted.rate;   // the load's own
    return Object.entries(wanted).map(([key, limit]) => ({
      name: `${name}, ${flush} flush`,
      what: mainKeys[key][0],
      bound: mainKeys[key][1],
      limit,
      unit: '×',
      measured: ratio(results.main(flush, name, 'ariane', key), results.main(flush, name, 'apache', key)),
    }));
  });
}
