// Latency at fixed rates, from the time at which a message was due.
export default {
  name: 'rate',
  title: 'Latency at a fixed rate',
  note: 'Sends of 1 KiB over 4 connections, latency in µs from when each message was due (bench/Load); `client` is '
    + 'how late the client itself sent (p99).',
  columns: [
    { key: 'p50', title: 'p50' },
    { key: 'p99', title: 'p99' },
    { key: 'p999', title: 'p99.9' },
    { key: 'p9999', title: 'p99.99' },
    { key: 'max', title: 'max' },
    { key: 'client', title: 'client', plain: true },
    { key: 'lost', title: 'refused or unanswered', plain: true },
  ],
  async *run(server, { seconds }) {
    await server.load('topic', '-topic', 'paced');
    for (const rate of [1000, 5000, 20000]) {
      const sent = await server.ownLoad('paced', '--broker', server.address, '--topic', 'paced', '--rate', rate,
        '--warmup', 2, '--seconds', seconds + 2);
      if (sent.messages === 0) throw new Error(`nothing was stored: ${sent.refusal ?? 'no answer'}`);
      yield [`${rate.toLocaleString('en')}/s`, {
        ...sent.latency_us, client: sent.sent_late_us.p99, lost: sent.refusals + sent.unanswered,
      }];
    }
  },
};
