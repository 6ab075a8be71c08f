// Producers and consumers at once: how long from send to consumer.
export default {
  name: 'mixed',
  title: 'End to end',
  note: 'Sends of 1 KiB at a fixed rate while two connections tail the same queues with long polls; µs from when a '
    + 'message was due until a consumer had it.',
  columns: [
    { key: 'p50', title: 'p50' },
    { key: 'p99', title: 'p99' },
    { key: 'p999', title: 'p99.9' },
    { key: 'cpu', title: 'CPU µs per message', digits: 2 },
    { key: 'lost', title: 'not received', plain: true },
  ],
  async *run(server, { seconds }) {
    for (const rate of [2000, 10000]) {
      const seen = await server.load('mixed', '-topic', `mixed${rate}`, '-rate', rate, '-conns', 4, '-inflight', 256,
        '-warmup', 2, '-seconds', seconds);
      const { p50, p99, p999 } = seen.end_to_end_us;
      const figures = { p50, p99, p999, cpu: seen.server.cpu_us_per_msg, lost: seen.ok - seen.received };
      yield [`${rate.toLocaleString('en')}/s`, figures];
    }
  },
};
