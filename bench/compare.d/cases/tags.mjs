// A consumer that wants one message in a hundred.
const messages = 1_000_000;
const every = 100;

export default {
  name: 'tags',
  title: 'Tag filter with 1 % match',
  note: '1,000,000 messages of 1 KiB in 8 queues, pulled from the start, several times; per message means per message '
    + 'looked at.',
  columns: [
    { key: 'rate', title: 'looked at/s' },
    { key: 'cpu', title: 'CPU µs per message', digits: 3 },
    { key: 'p99', title: 'p99 µs of a pull' },
    { key: 'pulls', title: 'pulls' },
  ],
  async *run(server, { seconds }) {
    await server.load('topic', '-topic', 'tags');
    const filled = await server.ownLoad('fill', '--namesrv', server.nameServer, '--topic', 'tags', '--count', messages,
      '--tag-every', every);
    const pull = () => server.load('pull', '-topic', 'tags', '-sub', 'match', '-create=false', '-seconds', 100);
    await pull();   // warms up

    // One pass can be too short for the clock that counts CPU time.
    let passes = 0, elapsed = 0, cpuSeconds = 0, pulled;
    for (; passes < 30 && elapsed < seconds; passes++) {
      pulled = await pull();
      if (pulled.messages !== filled.matches) {
        throw new Error(`${pulled.messages} messages came, ${filled.matches} match`);
      }
      elapsed += pulled.seconds;
      cpuSeconds += pulled.server.cpu_s;
    }
    yield ['1 % of 1,000,000', {
      rate: passes * filled.messages / elapsed,
      cpu: cpuSeconds * 1e6 / (passes * filled.messages),
      p99: pulled.pull_us.p99,
      pulls: pulled.pulls,
    }];
  },
};
