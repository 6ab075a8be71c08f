// A consumer that wants one message in a hundred.
const messages = 1_000_000;
const every = 100;

export default {
  name: 'tags',
  title: 'Tag filter with 1 % match',
  note: '1,000,000 messages of 1 KiB in 8 queues, pulled from the start; per message means per message looked at.',
  columns: [
    { key: 'rate', title: 'looked at/s' },
    { key: 'cpu', title: 'CPU µs per message', digits: 3 },
    { key: 'p99', title: 'p99 µs of a pull' },
    { key: 'pulls', title: 'pulls' },
  ],
  async *run(server) {
    await server.load('topic', '-topic', 'tags');
    const filled = await server.ownLoad('fill', '--namesrv', server.nameServer, '--topic', 'tags', '--count', messages,
      '--tag-every', every);
    let pulled;
    for (let turn = 0; turn < 3; turn++) {   // the last one is the warm one
      pulled = await server.load('pull', '-topic', 'tags', '-sub', 'match', '-create=false', '-seconds', 100);
    }
    if (pulled.messages !== filled.matches) {
      throw new Error(`${pulled.messages} messages came, ${filled.matches} match`);
    }
    yield ['1 % of 1,000,000', {
      rate: filled.messages / pulled.seconds,
      cpu: pulled.server.cpu_s * 1e6 / filled.messages,
      p99: pulled.pull_us.p99,
      pulls: pulled.pulls,
    }];
  },
};
