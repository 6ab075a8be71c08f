// Context switches and system calls that one send costs the broker.
import { watch } from '../processes.mjs';

const loads = [
  ['5,000/s', ['-conns', 4, '-inflight', 256, '-rate', 5000]],
  ['16x1', ['-conns', 16, '-inflight', 1]],
  ['4x64', ['-conns', 4, '-inflight', 64]],
];

export default {
  name: 'switches',
  title: 'Context switches and system calls per message',
  note: 'Sends of 1 KiB: at a fixed rate, with 16 lone requests, and pipelined; counted with `perf stat` meanwhile.',
  columns: [
    { key: 'switches', title: 'context switches', digits: 3 },
    { key: 'calls', title: 'system calls', digits: 3 },
    { key: 'cpu', title: 'CPU µs', digits: 2 },
    { key: 'rate', title: 'messages/s' },
  ],
  async *run(server, { seconds }) {
    for (const [row, flags] of loads) {
      const sending = server.load('send', '-topic', 'switches', ...flags, '-warmup', 1, '-seconds', seconds + 1);
      await new Promise(resume => setTimeout(resume, 1300));
      const [seen, sent] = await Promise.all([watch(server.pid, seconds), sending]);
      yield [row, {
        switches: seen.switches / sent.rate,
        calls: seen.calls === null ? null : seen.calls / sent.rate,
        cpu: sent.server.cpu_us_per_msg,
        rate: sent.rate,
      }];
    }
  },
};
